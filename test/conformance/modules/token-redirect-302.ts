import { redirect } from '../../support/hostile/answers.js';
import { rejects } from '../run.js';

// The client does not follow: the request contains the code and the client secret.
export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { respond: { token: redirect() } },
  { withoutCalling: ['userinfo', 'jwks'] },
);
