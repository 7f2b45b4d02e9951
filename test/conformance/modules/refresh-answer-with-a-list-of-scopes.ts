import { having } from '../run.js';
import { refreshes } from '../refreshing.js';

export default refreshes({ refreshResponse: having({ scope: ['openid', 'email'] }) });
