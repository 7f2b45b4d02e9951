import { signedWithSecret } from '../../support/hostile/provider-keys.js';
import { having, rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_ID_TOKEN',
  {
    discovery: having({ id_token_signing_alg_values_supported: ['RS256', 'HS256'] }),
    sign: (claims, { current }) => signedWithSecret(current.pem, claims, current.kid),
  },
  { signedInToo: false },
);
