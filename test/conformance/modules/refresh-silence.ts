import { silence } from '../answers.js';
import { keepsTokensUsable } from '../refreshing.js';
import { impatient } from '../run.js';

export default keepsTokensUsable('ERR_OAUTH_TIMEOUT', { respond: { refresh: silence } }, { client: impatient });
