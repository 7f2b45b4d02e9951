import { signedWith } from '../../support/hostile/provider-keys.js';
import { rejects } from '../run.js';

// Trying all keys would be allowed, too. For a signed-in user the cache still has a single key.
export default rejects(
  'ERR_OAUTH_ID_TOKEN',
  {
    jwks: ({ keys }, { other }) => ({ keys: [...keys, other.jwk] }),
    sign: (claims, { current }) => signedWith(current, claims, { kid: undefined }),
  },
  { signedInToo: false },
);
