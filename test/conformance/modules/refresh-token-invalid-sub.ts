import { keepsTokens } from '../refreshing.js';
import { having } from '../run.js';

export default keepsTokens('ERR_OAUTH_ID_TOKEN', { refreshedIdToken: having({ sub: 'mallory' }) });
