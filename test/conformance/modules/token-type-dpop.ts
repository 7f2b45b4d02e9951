import { having, rejects } from '../run.js';

// Nobody asked for it, and without the key it is bound to the token is of no use (RFC 9449, section 5).
export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { tokenResponse: having({ token_type: 'DPoP' }) },
  { withoutCalling: ['userinfo'] },
);
