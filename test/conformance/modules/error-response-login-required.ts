import { rejects, without } from '../run.js';

export default rejects(
  'ERR_OAUTH_AUTHORIZATION_RESPONSE',
  { authorizationResponse: (sent) => ({ ...without(sent, 'code'), error: 'login_required' }) },
  { status: 502, withoutCalling: ['token'] },
);
