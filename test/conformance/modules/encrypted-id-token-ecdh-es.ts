import { curveKey, encrypting } from '../../support/hostile/encryption.js';
import { pass } from '../run.js';

const key = curveKey();

export default pass({ sign: encrypting(key, { enc: 'A128CBC-HS256' }) }, { client: { decryptionKeys: [key] } });
