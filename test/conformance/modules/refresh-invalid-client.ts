import { status } from '../../support/hostile/answers.js';
import { keepsTokensUsable } from '../refreshing.js';

export default keepsTokensUsable('ERR_OAUTH_TOKEN_ENDPOINT', {
  respond: { refresh: status(401, '{"error":"invalid_client"}') },
});
