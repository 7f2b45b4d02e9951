import { keepsTheNewRefreshToken } from '../refreshing.js';
import { having } from '../run.js';

export default keepsTheNewRefreshToken('ERR_OAUTH_ID_TOKEN', { refreshedIdToken: having({ exp: 1_700_000_000 }) });
