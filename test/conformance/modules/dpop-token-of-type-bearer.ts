import { having, rejects } from '../run.js';

// It is bound to nothing: who steals it has it (RFC 9449, section 5).
export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { tokenResponse: having({ token_type: 'Bearer' }) },
  { fapi: 'with nonces', withoutCalling: ['userinfo'] },
);
