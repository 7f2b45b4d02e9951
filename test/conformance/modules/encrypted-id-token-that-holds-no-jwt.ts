import { encryptFor } from '../../support/hostile/encryption.js';
import { KEY, refusesEncrypted } from '../encrypting.js';

// The claims themselves are encrypted: nobody has signed them.
export default refusesEncrypted((claims) => encryptFor(KEY, JSON.stringify(claims)));
