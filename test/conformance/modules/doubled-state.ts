import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_RESPONSE_INVALID',
  { authorizationResponse: (sent) => [...Object.entries(sent), ['state', 'another']] },
  { withoutCalling: ['token'] },
);
