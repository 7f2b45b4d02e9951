import { encryptFor } from '../../support/hostile/encryption.js';
import { unsigned } from '../../support/hostile/provider-keys.js';
import { KEY, refusesEncrypted } from '../encrypting.js';

export default refusesEncrypted((claims) => encryptFor(KEY, unsigned(claims)));
