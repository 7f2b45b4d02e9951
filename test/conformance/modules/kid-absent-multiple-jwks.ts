import { signedWith } from '../../support/hostile/provider-keys.js';
import { rejects } from '../run.js';

// To try them all would be allowed, too. Signed in before, the cached keys are still one.
export default rejects(
  'ERR_OAUTH_ID_TOKEN',
  {
    jwks: ({ keys }, { other }) => ({ keys: [...keys, other.jwk] }),
    sign: (claims, { current }) => signedWith(current, claims, { kid: undefined }),
  },
  { signedInToo: false },
);
