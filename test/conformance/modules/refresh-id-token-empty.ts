import { refreshes } from '../refreshing.js';
import { having } from '../run.js';

// The same as no ID token (OIDC Core, section 12.2).
export default refreshes({ refreshResponse: having({ id_token: '' }) });
