import { rejects, without } from '../run.js';

export default rejects(
  'ERR_OAUTH_ACCESS_DENIED',
  { authorizationResponse: (sent) => ({ ...without(sent, 'code'), error: 'user_cancelled_authorize' }) },
  { status: 403, withoutCalling: ['token'] },
);
