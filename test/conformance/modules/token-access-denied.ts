import { status } from '../../support/hostile/answers.js';
import { rejects } from '../run.js';

// It was not the user who said no: that is said in the authorization response.
export default rejects(
  'ERR_OAUTH_TOKEN_ENDPOINT',
  { respond: { token: status(400, '{"error": "access_denied"}') } },
  { status: 502 },
);
