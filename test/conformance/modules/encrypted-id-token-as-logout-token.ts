import { encryptFor } from '../../support/hostile/encryption.js';
import { decrypting, KEY } from '../encrypting.js';
import { logoutClaims, refusesLogout, signLogoutToken } from '../logging-out.js';

// An ID token has no event, and a nonce.
export default refusesLogout(
  async (world) =>
    encryptFor(KEY, await signLogoutToken(world, logoutClaims(world, { events: undefined, nonce: 'n' }), {})),
  decrypting,
);
