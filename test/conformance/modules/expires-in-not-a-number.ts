import { having, rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { tokenResponse: having({ expires_in: 'soon' }) },
  { withoutCalling: ['userinfo'] },
);
