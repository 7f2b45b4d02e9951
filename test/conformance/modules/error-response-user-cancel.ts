import { rejects, without } from '../run.js';

// Providers after the model of TARA, Estonia's national login.
export default rejects(
  'ERR_OAUTH_ACCESS_DENIED',
  {
    authorizationResponse: (sent) => ({
      ...without(sent, 'code'),
      error: 'user_cancel',
      error_description: 'User canceled the authentication process.',
    }),
  },
  { status: 403, withoutCalling: ['token'] },
);
