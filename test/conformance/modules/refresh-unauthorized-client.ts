import { status } from '../../support/hostile/answers.js';
import { keepsTokens } from '../refreshing.js';

// The trouble is the registration's: the refresh token may be good.
export default keepsTokens('ERR_OAUTH_TOKEN_ENDPOINT', {
  respond: { refresh: status(400, '{"error":"unauthorized_client","error_description":"This grant is not allowed"}') },
});
