import { signedWithSecret } from '../../support/hostile/provider-keys.js';
import { rejects } from '../run.js';

// Algorithm confusion: keyed with what everybody knows.
export default rejects('ERR_OAUTH_ID_TOKEN', {
  sign: (claims, { current }) => signedWithSecret(current.pem, claims, current.kid),
});
