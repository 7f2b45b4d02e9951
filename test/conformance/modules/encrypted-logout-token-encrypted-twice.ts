import { encryptFor } from '../../support/hostile/encryption.js';
import { decrypting, KEY } from '../encrypting.js';
import { logoutClaims, refusesLogout, signLogoutToken } from '../logging-out.js';

export default refusesLogout(
  async (world) => encryptFor(KEY, await encryptFor(KEY, await signLogoutToken(world, logoutClaims(world)))),
  decrypting,
);
