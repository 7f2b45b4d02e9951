import { signedWith } from '../../support/hostile/provider-keys.js';
import { having, rejects } from '../run.js';

// The provider has a key for it and lists it, but the profile does not allow RS256.
export default rejects(
  'ERR_OAUTH_ID_TOKEN',
  {
    discovery: having({ id_token_signing_alg_values_supported: ['ES256', 'RS256'] }),
    jwks: ({ keys }, { other }) => ({ keys: [...keys, other.jwk] }),
    sign: (claims, { other }) => signedWith(other, claims),
  },
  // The metadata of a known provider suddenly lacks it.
  { fapi: 'with nonces', signedInToo: false },
);
