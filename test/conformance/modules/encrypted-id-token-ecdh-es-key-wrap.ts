import { curveKey, encrypting } from '../../support/hostile/encryption.js';
import { pass } from '../run.js';

const key = curveKey('ours');

export default pass({ sign: encrypting(key, { alg: 'ECDH-ES+A256KW' }) }, { client: { decryptionKeys: [key] } });
