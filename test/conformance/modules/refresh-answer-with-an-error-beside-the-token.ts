import { replaced } from '../../support/hostile/answers.js';
import { keepsTheNewRefreshToken } from '../refreshing.js';

/** An error with status 200, and nothing of the right answer but its refresh token. */
function withError(body: string): string {
  const { refresh_token } = JSON.parse(body) as { refresh_token: string };
  return JSON.stringify({ error: 'temporarily_unavailable', refresh_token });
}

export default keepsTheNewRefreshToken('ERR_OAUTH_TOKEN_ENDPOINT', { respond: { refresh: replaced(withError) } });
