import { rejects, without } from '../run.js';

// A response of another issuer is no cancellation.
export default rejects(
  'ERR_OAUTH_ISSUER_MISMATCH',
  { authorizationResponse: (sent) => ({ ...without(sent, 'code'), iss: 'https://other.example' }) },
  { withoutCalling: ['token'] },
);
