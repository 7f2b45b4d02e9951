import { signedWith } from '../../support/hostile/provider-keys.js';
import { having, rejects } from '../run.js';

// With a key of its own, and listed: but RS256 is none of the profile's.
export default rejects(
  'ERR_OAUTH_ID_TOKEN',
  {
    discovery: having({ id_token_signing_alg_values_supported: ['ES256', 'RS256'] }),
    jwks: ({ keys }, { other }) => ({ keys: [...keys, other.jwk] }),
    sign: (claims, { other }) => signedWith(other, claims),
  },
  // A provider that is known already does not list it all of a sudden.
  { fapi: 'with nonces', signedInToo: false },
);
