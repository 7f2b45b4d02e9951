import { having, rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_ISSUER_MISMATCH',
  {
    discovery: having({ authorization_response_iss_parameter_supported: undefined }),
    authorizationResponse: (sent) => ({ ...sent, iss: 'https://other.example' }),
  },
  { withoutCalling: ['token', 'jwks', 'userinfo'] },
);
