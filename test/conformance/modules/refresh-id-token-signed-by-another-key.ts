import { signedWith } from '../../support/hostile/provider-keys.js';
import { keepsTheNewRefreshToken } from '../refreshing.js';

export default keepsTheNewRefreshToken('ERR_OAUTH_ID_TOKEN', {
  signRefreshed: (claims, keys) => signedWith({ ...keys.other, kid: keys.current.kid }, claims),
});
