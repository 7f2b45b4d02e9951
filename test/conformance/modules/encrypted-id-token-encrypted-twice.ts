import { encryptFor, encrypting } from '../../support/hostile/encryption.js';
import { KEY, refusesEncrypted } from '../encrypting.js';

export default refusesEncrypted(async (claims, keys) => encryptFor(KEY, await encrypting(KEY)(claims, keys)));
