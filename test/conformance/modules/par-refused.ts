import { status } from '../../support/hostile/answers.js';
import { rejectsAtLogin } from '../run.js';

export default rejectsAtLogin('ERR_OAUTH_AUTHORIZATION_RESPONSE', 502, {
  discovery: (metadata) => ({
    ...metadata,
    pushed_authorization_request_endpoint: String(metadata['token_endpoint']).replace('/token', '/par'),
  }),
  respond: { par: status(400, '{"error":"invalid_request"}') },
});
