import { keepsTheNewRefreshToken } from '../refreshing.js';
import { having } from '../run.js';

export default keepsTheNewRefreshToken('ERR_OAUTH_BAD_RESPONSE', {
  refreshResponse: having({ access_token: undefined }),
});
