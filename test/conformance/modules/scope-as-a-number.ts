import { having, rejects } from '../run.js';

// If it were ignored, the requested scope would count as granted.
export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { tokenResponse: having({ scope: 7 }) },
  { withoutCalling: ['userinfo'] },
);
