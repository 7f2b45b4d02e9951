import { keepsTheNewRefreshToken } from '../refreshing.js';
import { having } from '../run.js';

export default keepsTheNewRefreshToken('ERR_OAUTH_ID_TOKEN', { refreshResponse: having({ id_token: '' }) });
