import { unsigned } from '../provider-keys.js';
import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_STATE_MISSING',
  { authorizationResponse: (sent) => ({ response: unsigned(sent) }) },
  { withoutCalling: ['token'] },
);
