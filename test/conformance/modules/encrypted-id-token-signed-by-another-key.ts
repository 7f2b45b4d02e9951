import { encryptFor } from '../../support/hostile/encryption.js';
import { signedWith } from '../../support/hostile/provider-keys.js';
import { KEY, refusesEncrypted } from '../encrypting.js';

// Everybody can encrypt with our public key.
export default refusesEncrypted(async (claims, { current, other }) =>
  encryptFor(KEY, await signedWith(other, claims, { kid: current.kid })),
);
