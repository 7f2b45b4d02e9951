import { encrypting } from '../../support/hostile/encryption.js';
import { KEY, refusesEncrypted } from '../encrypting.js';

export default refusesEncrypted(encrypting(KEY), { client: {}, hint: 'set the option "decryptionKeys"' });
