import { encryptsIdTokens, KEY } from '../encrypting.js';
import { pass } from '../run.js';

export default pass(encryptsIdTokens, {
  client: { decryptionKeys: [KEY], idTokenEncryptedResponseAlg: 'RSA-OAEP-256' },
});
