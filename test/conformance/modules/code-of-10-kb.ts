import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_RESPONSE_INVALID',
  { authorizationResponse: (sent) => ({ ...sent, code: 'x'.repeat(10_000) }) },
  { withoutCalling: ['token'] },
);
