import { rejects, without } from '../run.js';

const markup = '<img src=x onerror=alert(1)>';

export default rejects(
  'ERR_OAUTH_AUTHORIZATION_RESPONSE',
  {
    authorizationResponse: (sent) => ({ ...without(sent, 'code'), error: markup, error_description: markup }),
  },
  { neverShown: '<img' },
);
