import { rejects, without } from '../run.js';

export default rejects(
  'ERR_OAUTH_ACCESS_DENIED',
  { formPost: true, authorizationResponse: (sent) => ({ ...without(sent, 'code'), error: 'access_denied' }) },
  { status: 403, withoutCalling: ['token'] },
);
