import { encryptsIdTokens, KEY } from '../encrypting.js';
import { expect, pass } from '../run.js';

const { kid: _kid, ...unnamed } = KEY;

// Our only key has no `kid`: it is meant.
export default pass(encryptsIdTokens, {
  client: { decryptionKeys: [unnamed] },
  also: ({ provider }) => expect(provider.calls('token')).toBe(1),
});
