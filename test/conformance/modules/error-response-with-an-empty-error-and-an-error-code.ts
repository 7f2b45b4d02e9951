import { expect, rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_AUTHORIZATION_RESPONSE',
  {
    authorizationResponse: (sent) => ({
      ...sent,
      code: '',
      error: '',
      error_code: '901',
      error_message: 'This app is in sandbox mode',
    }),
  },
  {
    status: 502,
    withoutCalling: ['token'],
    also: ({ failures }) => expect(failures.at(-1)).toMatchObject({ error: '901' }),
  },
);
