import { encryptFor } from '../../support/hostile/encryption.js';
import { KEY, refusesEncrypted } from '../encrypting.js';

// A hundred megabytes of zeros.
export default refusesEncrypted(() => encryptFor(KEY, '0'.repeat(1e8), { zip: 'DEF' }), { hint: '"decryptionKeys"' });
