import { unsigned } from '../../support/hostile/provider-keys.js';
import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_RESPONSE_INVALID',
  { authorizationResponse: (sent) => ({ ...sent, id_token: unsigned({ sub: 'mallory' }) }) },
  { withoutCalling: ['token'] },
);
