import { unsigned } from '../../support/hostile/provider-keys.js';
import { having, rejects } from '../run.js';

// OIDC Core lets a provider list it; we never take it.
export default rejects(
  'ERR_OAUTH_ID_TOKEN',
  {
    discovery: having({ id_token_signing_alg_values_supported: ['RS256', 'none'] }),
    sign: (claims) => unsigned(claims),
  },
  { signedInToo: false },
);
