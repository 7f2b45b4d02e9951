import { having } from '../run.js';
import { refreshes } from '../refreshing.js';

// The old refresh token is used up. Bad data beside the new one must not lose it.
export default refreshes({ refreshResponse: having({ expires_in: 'soon', scope: null, id_token: null }) });
