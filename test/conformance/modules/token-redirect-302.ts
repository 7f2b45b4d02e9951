import { redirect } from '../../support/hostile/answers.js';
import { rejects } from '../run.js';

// Nobody follows: the request holds the code and our secret.
export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { respond: { token: redirect() } },
  { withoutCalling: ['userinfo', 'jwks'] },
);
