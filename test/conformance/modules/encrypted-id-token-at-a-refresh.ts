import { decrypting, encryptsIdTokens } from '../encrypting.js';
import { refreshes } from '../refreshing.js';

export default refreshes(encryptsIdTokens, { misbehaviour: encryptsIdTokens, ...decrypting });
