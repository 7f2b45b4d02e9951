import { encryptFor, withHeader } from '../../support/hostile/encryption.js';
import { signedWith } from '../../support/hostile/provider-keys.js';
import { KEY, refusesEncrypted } from '../encrypting.js';

export default refusesEncrypted(
  async (claims, keys) => withHeader(await encryptFor(KEY, await signedWith(keys.current, claims)), { enc: 'XC20P' }),
  { hint: '"decryptionKeys"' },
);
