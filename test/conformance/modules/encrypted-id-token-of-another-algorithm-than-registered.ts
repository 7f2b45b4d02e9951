import { curveKey, encrypting } from '../../support/hostile/encryption.js';
import { rejects } from '../run.js';

const key = curveKey();

export default rejects(
  'ERR_OAUTH_ID_TOKEN',
  { sign: encrypting(key, { alg: 'ECDH-ES+A128KW' }) },
  { client: { decryptionKeys: [key], idTokenEncryptedResponseAlg: 'ECDH-ES' }, signedInToo: false },
);
