import { keepsTokens } from '../refreshing.js';
import { having } from '../run.js';

// It is bound to nothing any more.
export default keepsTokens(
  'ERR_OAUTH_BAD_RESPONSE',
  { refreshResponse: having({ token_type: 'Bearer' }) },
  { fapi: 'with nonces' },
);
