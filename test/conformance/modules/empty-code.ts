import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_CODE_MISSING',
  { authorizationResponse: (sent) => ({ ...sent, code: '' }) },
  { withoutCalling: ['token'] },
);
