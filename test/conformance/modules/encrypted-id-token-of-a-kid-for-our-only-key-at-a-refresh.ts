import { encryptsIdTokens, KEY } from '../encrypting.js';
import { refreshes } from '../refreshing.js';

const { kid: _kid, ...unnamed } = KEY;

export default refreshes(encryptsIdTokens, {
  misbehaviour: encryptsIdTokens,
  client: { decryptionKeys: [unnamed] },
});
