import { encryptFor, withHeader } from '../../support/hostile/encryption.js';
import { signedWith } from '../../support/hostile/provider-keys.js';
import { KEY, refusesEncrypted } from '../encrypting.js';

// Another algorithm than that of the key.
export default refusesEncrypted(
  async (claims, keys) =>
    withHeader(await encryptFor(KEY, await signedWith(keys.current, claims)), {
      alg: 'ECDH-ES',
      p2c: 1e9,
      p2s: 'c2FsdA',
    }),
  { hint: '"alg"' },
);
