import { anotherNonce } from '../../support/hostile/answers.js';
import { rejectsAtLogin } from '../run.js';

// One more try, and no loop.
export default rejectsAtLogin(
  'ERR_OAUTH_AUTHORIZATION_RESPONSE',
  502,
  { respond: { par: anotherNonce } },
  {},
  'with nonces',
);
