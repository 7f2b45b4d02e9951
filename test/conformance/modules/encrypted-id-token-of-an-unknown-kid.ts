import { encrypting } from '../../support/hostile/encryption.js';
import { KEY, refusesEncrypted } from '../encrypting.js';

export default refusesEncrypted(encrypting(KEY, { kid: 'another' }), { hint: '"kid"' });
