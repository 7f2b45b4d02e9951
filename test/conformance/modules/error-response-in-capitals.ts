import { rejects, without } from '../run.js';

export default rejects(
  'ERR_OAUTH_ACCESS_DENIED',
  { authorizationResponse: (sent) => ({ ...without(sent, 'code'), error: 'ACCESS_DENIED' }) },
  { status: 403, withoutCalling: ['token'] },
);
