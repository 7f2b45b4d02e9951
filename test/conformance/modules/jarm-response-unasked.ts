import { unsigned } from '../../support/hostile/provider-keys.js';
import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_RESPONSE_INVALID',
  { authorizationResponse: (sent) => ({ state: sent['state'] ?? '', response: unsigned(sent) }) },
  { withoutCalling: ['token'] },
);
