import { having, rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { tokenResponse: having({ access_token: undefined }) },
  { withoutCalling: ['userinfo'] },
);
