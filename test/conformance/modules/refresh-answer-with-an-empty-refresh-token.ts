import { having } from '../run.js';
import { refreshes } from '../refreshing.js';

// As good as none: the one that was sent stays.
export default refreshes({ refreshResponse: having({ refresh_token: '', expires_in: -1 }) });
