import { decrypting, encryptsIdTokens } from '../encrypting.js';
import { pass } from '../run.js';

// RSA-OAEP-256, and a hash of the access token.
export default pass(encryptsIdTokens, decrypting);
