import { rejects, without } from '../run.js';

export default rejects(
  'ERR_OAUTH_AUTHORIZATION_RESPONSE',
  {
    authorizationResponse: (sent) => ({
      ...without(sent, 'code'),
      error_code: '901',
      error_message: 'This app is in sandbox mode',
    }),
  },
  { status: 502, withoutCalling: ['token'] },
);
