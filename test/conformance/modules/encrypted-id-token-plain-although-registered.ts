import { KEY } from '../encrypting.js';
import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_ID_TOKEN',
  {},
  { client: { decryptionKeys: [KEY], idTokenEncryptedResponseAlg: 'RSA-OAEP-256' }, signedInToo: false },
);
