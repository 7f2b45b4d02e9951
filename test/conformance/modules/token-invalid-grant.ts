import { status } from '../../support/hostile/answers.js';
import { rejects } from '../run.js';

export default rejects('ERR_OAUTH_TOKEN_ENDPOINT', {
  respond: { token: status(400, '{"error": "invalid_grant"}') },
});
