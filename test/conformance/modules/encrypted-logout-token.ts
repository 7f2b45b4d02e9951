import { encryptFor } from '../../support/hostile/encryption.js';
import { decrypting, KEY } from '../encrypting.js';
import { logoutClaims, logsOut, signLogoutToken } from '../logging-out.js';

export default logsOut(async (world) => encryptFor(KEY, await signLogoutToken(world, logoutClaims(world))), decrypting);
