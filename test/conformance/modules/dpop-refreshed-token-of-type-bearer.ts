import { keepsTokens } from '../refreshing.js';
import { having } from '../run.js';

// The new token is not bound to a key any more.
export default keepsTokens(
  'ERR_OAUTH_BAD_RESPONSE',
  { refreshResponse: having({ token_type: 'Bearer' }) },
  { fapi: 'with nonces' },
);
