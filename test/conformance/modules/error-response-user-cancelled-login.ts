import { rejects, without } from '../run.js';

export default rejects(
  'ERR_OAUTH_ACCESS_DENIED',
  {
    authorizationResponse: (sent) => ({
      ...without(sent, 'code'),
      error: 'user_cancelled_login',
      error_description: 'The user cancelled LinkedIn login',
    }),
  },
  { status: 403, withoutCalling: ['token'] },
);
