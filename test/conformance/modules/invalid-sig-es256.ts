import { signedWith } from '../../support/hostile/provider-keys.js';
import { rejects } from '../run.js';

// A key of the provider, but an algorithm that its metadata does not list.
export default rejects('ERR_OAUTH_ID_TOKEN', {
  jwks: ({ keys }, { curve }) => ({ keys: [...keys, curve.jwk] }),
  sign: (claims, { curve }) => signedWith(curve, claims),
});
