import { encrypting } from '../../support/hostile/encryption.js';
import { decrypting, KEY } from '../encrypting.js';
import { pass } from '../run.js';

export default pass({ sign: encrypting(KEY, { zip: 'DEF' }) }, decrypting);
