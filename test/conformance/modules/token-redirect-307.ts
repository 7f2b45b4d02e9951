import { redirect } from '../../support/hostile/answers.js';
import { rejects } from '../run.js';

// This redirect would even repeat the body.
export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { respond: { token: redirect(307) } },
  { withoutCalling: ['userinfo', 'jwks'] },
);
