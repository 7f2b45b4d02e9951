import { status } from '../../support/hostile/answers.js';
import { rejectsAtLogin } from '../run.js';

// It would be in the header Location of each login.
const request_uri = `urn:ietf:params:oauth:request_uri:${'x'.repeat(10_000)}`;

export default rejectsAtLogin('ERR_OAUTH_BAD_RESPONSE', 502, {
  discovery: (metadata) => ({
    ...metadata,
    pushed_authorization_request_endpoint: String(metadata['token_endpoint']).replace('/token', '/par'),
  }),
  respond: { par: status(201, JSON.stringify({ request_uri, expires_in: 60 })) },
});
