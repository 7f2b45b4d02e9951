import { signedWith } from '../../support/hostile/provider-keys.js';
import { having, pass } from '../run.js';

export default pass({
  discovery: having({ id_token_signing_alg_values_supported: ['RS256', 'ES256'] }),
  jwks: ({ keys }, { curve }) => ({ keys: [...keys, curve.jwk] }),
  sign: (claims, { curve }) => signedWith(curve, claims),
});
