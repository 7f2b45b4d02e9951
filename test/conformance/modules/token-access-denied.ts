import { status } from '../../support/hostile/answers.js';
import { rejects } from '../run.js';

// This is not a refusal by the user, which would be in the authorization response.
export default rejects(
  'ERR_OAUTH_TOKEN_ENDPOINT',
  { respond: { token: status(400, '{"error": "access_denied"}') } },
  { status: 502 },
);
