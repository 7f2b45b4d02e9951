import { encrypting, rsaKey } from '../../support/hostile/encryption.js';
import { refusesEncrypted } from '../encrypting.js';

// A key of the same name that is not ours.
export default refusesEncrypted(encrypting(rsaKey('ours')), { hint: '"decryptionKeys"' });
