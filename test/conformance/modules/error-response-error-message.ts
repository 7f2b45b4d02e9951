import { rejects, without } from '../run.js';

export default rejects(
  'ERR_OAUTH_AUTHORIZATION_RESPONSE',
  { authorizationResponse: (sent) => ({ ...without(sent, 'code'), error_message: 'Something is wrong' }) },
  { status: 502, withoutCalling: ['token'] },
);
