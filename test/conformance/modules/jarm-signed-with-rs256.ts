import { signedWith } from '../../support/hostile/provider-keys.js';
import { having, rejects } from '../run.js';

// Listed and published, but not allowed by the profile.
export default rejects(
  'ERR_OAUTH_RESPONSE_INVALID',
  {
    discovery: having({ authorization_signing_alg_values_supported: ['ES256', 'RS256'] }),
    jwks: ({ keys }, { other }) => ({ keys: [...keys, other.jwk] }),
    signResponse: (claims, { other }) => signedWith(other, claims),
  },
  {
    fapi: 'with nonces',
    client: { responseMode: 'jwt' },
    // The metadata of a known provider suddenly lacks it.
    signedInToo: false,
    withoutCalling: ['token', 'userinfo'],
  },
);
