import { encryptFor } from '../../support/hostile/encryption.js';
import { KEY } from '../encrypting.js';
import { logoutClaims, refusesLogout, signLogoutToken } from '../logging-out.js';

export default refusesLogout(async (world) => encryptFor(KEY, await signLogoutToken(world, logoutClaims(world))));
