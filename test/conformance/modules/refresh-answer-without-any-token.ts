import { status } from '../../support/hostile/answers.js';
import { keepsTokensUsable } from '../refreshing.js';

// A whole JSON object without a refresh token: the provider has issued none, so the old one stays valid (RFC 6749, section 6).
export default keepsTokensUsable('ERR_OAUTH_BAD_RESPONSE', { respond: { refresh: status(200, '{}') } });
