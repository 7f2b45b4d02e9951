import { decrypting, encryptsIdTokens } from '../encrypting.js';
import { endsTokensAfter } from '../refreshing.js';
import { having } from '../run.js';

export default endsTokensAfter(
  { ...encryptsIdTokens, refreshedIdToken: having({ sub: 'mallory' }) },
  { misbehaviour: encryptsIdTokens, ...decrypting },
);
