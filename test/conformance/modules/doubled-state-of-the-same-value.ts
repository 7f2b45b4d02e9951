import { rejects } from '../run.js';

// Parameters must not be included more than once (RFC 6749, section 3.1).
export default rejects(
  'ERR_OAUTH_RESPONSE_INVALID',
  { authorizationResponse: (sent) => [...Object.entries(sent), ['state', sent['state'] ?? '']] },
  { withoutCalling: ['token'] },
);
