import { silence } from '../../support/hostile/answers.js';
import { keepsTokensUsable } from '../refreshing.js';
import { impatient } from '../run.js';

export default keepsTokensUsable('ERR_OAUTH_TIMEOUT', { respond: { refresh: silence } }, { client: impatient });
