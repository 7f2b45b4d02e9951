import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_ISSUER_MISMATCH',
  { authorizationResponse: (sent) => ({ ...sent, iss: 'https://other.example' }) },
  { fapi: 'with nonces', withoutCalling: ['token', 'jwks', 'userinfo'] },
);
