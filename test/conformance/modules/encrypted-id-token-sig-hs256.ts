import { encryptFor } from '../../support/hostile/encryption.js';
import { signedWithSecret } from '../../support/hostile/provider-keys.js';
import { KEY, refusesEncrypted } from '../encrypting.js';

// The public key of the provider as a shared secret.
export default refusesEncrypted(async (claims, { current }) =>
  encryptFor(KEY, await signedWithSecret(current.pem, claims, current.kid)),
);
