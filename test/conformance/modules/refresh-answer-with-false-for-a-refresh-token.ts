import { having } from '../run.js';
import { refreshes } from '../refreshing.js';

// The same as no refresh token: the one that was sent stays valid.
export default refreshes({ refreshResponse: having({ refresh_token: false }) });
