import { rejects } from '../run.js';

// Issuers are compared as strings (RFC 9207, section 2.4).
export default rejects(
  'ERR_OAUTH_ISSUER_MISMATCH',
  { authorizationResponse: (sent) => ({ ...sent, iss: `${sent['iss']}/` }) },
  { withoutCalling: ['token', 'jwks', 'userinfo'] },
);
