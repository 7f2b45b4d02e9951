import { cutOff } from '../../support/hostile/answers.js';
import { keepsTheNewRefreshToken } from '../refreshing.js';

// The connection ends in the middle of the answer. The new refresh token has arrived before.
export default keepsTheNewRefreshToken('ERR_OAUTH_UNREACHABLE', {
  respond: { refresh: cutOff((body) => body.slice(0, body.indexOf('"id_token"') + 20)) },
});
