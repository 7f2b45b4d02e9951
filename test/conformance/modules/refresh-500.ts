import { status } from '../../support/hostile/answers.js';
import { keepsTokensUsable } from '../refreshing.js';

export default keepsTokensUsable('ERR_OAUTH_BAD_RESPONSE', { respond: { refresh: status(500) } });
