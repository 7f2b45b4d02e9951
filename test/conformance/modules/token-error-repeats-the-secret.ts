import { status } from '../../support/hostile/answers.js';
import { CLIENT_SECRET } from '../../support/hostile/client-requests.js';
import { rejects } from '../run.js';

// The provider's text may contain something that must not be shown.
const body = JSON.stringify({
  error: 'invalid_client',
  error_description: `${CLIENT_SECRET} is not the secret`,
});

export default rejects('ERR_OAUTH_TOKEN_ENDPOINT', { respond: { token: status(400, body) } });
