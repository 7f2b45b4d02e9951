import { having, rejects } from '../run.js';

// An unbound token could be used by a thief (RFC 9449, section 5).
export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { tokenResponse: having({ token_type: 'Bearer' }) },
  { fapi: 'with nonces', withoutCalling: ['userinfo'] },
);
