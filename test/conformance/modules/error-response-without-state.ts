import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_STATE_MISSING',
  { authorizationResponse: () => ({ error: 'access_denied' }) },
  { withoutCalling: ['token'] },
);
