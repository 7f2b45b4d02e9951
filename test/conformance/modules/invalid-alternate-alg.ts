import { signedWith } from '../../support/hostile/provider-keys.js';
import { having, rejects } from '../run.js';

// Listed, but not the one that we registered.
export default rejects(
  'ERR_OAUTH_ID_TOKEN',
  {
    discovery: having({ id_token_signing_alg_values_supported: ['RS256', 'ES256'] }),
    jwks: ({ keys }, { curve }) => ({ keys: [...keys, curve.jwk] }),
    sign: (claims, { curve }) => signedWith(curve, claims),
  },
  { client: { idTokenSignedResponseAlg: 'RS256' }, signedInToo: false },
);
