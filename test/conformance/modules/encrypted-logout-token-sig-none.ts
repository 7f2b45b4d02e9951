import { encryptFor } from '../../support/hostile/encryption.js';
import { unsigned } from '../../support/hostile/provider-keys.js';
import { decrypting, KEY } from '../encrypting.js';
import { logoutClaims, refusesLogout } from '../logging-out.js';

export default refusesLogout((world) => encryptFor(KEY, unsigned(logoutClaims(world))), decrypting);
