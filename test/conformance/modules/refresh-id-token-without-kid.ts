import { signedWith } from '../../support/hostile/provider-keys.js';
import { keepsTheNewRefreshToken } from '../refreshing.js';

// Two keys are published, and the ID token does not say which one signed it.
export default keepsTheNewRefreshToken('ERR_OAUTH_ID_TOKEN', {
  jwks: (_published, keys) => ({ keys: [keys.current.jwk, keys.other.jwk] }),
  signRefreshed: (claims, keys) => signedWith(keys.current, claims, { kid: undefined }),
});
