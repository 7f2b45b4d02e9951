import { encryptFor, rsaKey } from '../../support/hostile/encryption.js';
import { decrypting } from '../encrypting.js';
import { logoutClaims, refusesLogout, signLogoutToken } from '../logging-out.js';

export default refusesLogout(
  async (world) => encryptFor(rsaKey('ours'), await signLogoutToken(world, logoutClaims(world))),
  decrypting,
);
