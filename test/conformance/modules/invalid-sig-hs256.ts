import { signedWithSecret } from '../../support/hostile/provider-keys.js';
import { rejects } from '../run.js';

// Algorithm confusion: the HMAC key is the public key.
export default rejects('ERR_OAUTH_ID_TOKEN', {
  sign: (claims, { current }) => signedWithSecret(current.pem, claims, current.kid),
});
