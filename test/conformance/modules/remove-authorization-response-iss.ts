import { rejects, without } from '../run.js';

// The metadata promises that it is always sent.
export default rejects(
  'ERR_OAUTH_ISSUER_MISMATCH',
  { authorizationResponse: (sent) => without(sent, 'iss') },
  { withoutCalling: ['token', 'jwks', 'userinfo'] },
);
