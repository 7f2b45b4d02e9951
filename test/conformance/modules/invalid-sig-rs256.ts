import { signedWith } from '../../support/hostile/provider-keys.js';
import { rejects } from '../run.js';

// Another key with the `kid` of the published one.
export default rejects('ERR_OAUTH_ID_TOKEN', {
  sign: (claims, { current, other }) => signedWith(other, claims, { kid: current.kid }),
});
