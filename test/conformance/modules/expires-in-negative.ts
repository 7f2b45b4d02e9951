import { having, rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { tokenResponse: having({ expires_in: -1 }) },
  { withoutCalling: ['userinfo'] },
);
