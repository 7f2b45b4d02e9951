import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_STATE_MISSING',
  { authorizationResponse: (sent) => ({ ...sent, state: '' }) },
  { withoutCalling: ['token'] },
);
