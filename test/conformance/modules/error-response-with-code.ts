import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_AUTHORIZATION_RESPONSE',
  { authorizationResponse: (sent) => ({ ...sent, error: 'server_error' }) },
  { withoutCalling: ['token'] },
);
