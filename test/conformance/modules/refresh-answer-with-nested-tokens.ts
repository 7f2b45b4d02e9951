import { replaced } from '../../support/hostile/answers.js';
import { keepsTheNewRefreshToken } from '../refreshing.js';

export default keepsTheNewRefreshToken('ERR_OAUTH_BAD_RESPONSE', {
  respond: { refresh: replaced((body) => `{"data":${body}}`) },
});
