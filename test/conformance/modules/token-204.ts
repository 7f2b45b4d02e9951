import { status } from '../../support/hostile/answers.js';
import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { respond: { token: status(204) } },
  { withoutCalling: ['userinfo', 'jwks'] },
);
