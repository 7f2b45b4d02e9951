import { decrypting, encryptsIdTokens } from '../encrypting.js';
import { having, rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_ID_TOKEN',
  { ...encryptsIdTokens, idToken: having({ at_hash: 'another' }) },
  decrypting,
);
