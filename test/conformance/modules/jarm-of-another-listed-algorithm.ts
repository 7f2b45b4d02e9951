import { signedWith } from '../../support/hostile/provider-keys.js';
import { having, rejects } from '../run.js';

// Listed, but not the one that we registered.
export default rejects(
  'ERR_OAUTH_RESPONSE_INVALID',
  {
    discovery: having({
      authorization_signing_alg_values_supported: ['RS256', 'ES256'],
      response_modes_supported: ['jwt'],
    }),
    jwks: ({ keys }, { curve }) => ({ keys: [...keys, curve.jwk] }),
    signResponse: (claims, { curve }) => signedWith(curve, claims),
  },
  {
    client: {
      responseMode: 'jwt',
      authorizationSignedResponseAlg: 'RS256',
      metadata: { response_modes_supported: ['jwt'] },
    },
    signedInToo: false,
    withoutCalling: ['token'],
  },
);
