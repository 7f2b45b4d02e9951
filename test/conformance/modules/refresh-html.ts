import { html } from '../../support/hostile/answers.js';
import { keepsTokensUsable } from '../refreshing.js';

export default keepsTokensUsable('ERR_OAUTH_BAD_RESPONSE', { respond: { refresh: html() } });
