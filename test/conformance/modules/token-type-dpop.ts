import { having, rejects } from '../run.js';

// The client did not request a bound token, and cannot use it without the key (RFC 9449, section 5).
export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { tokenResponse: having({ token_type: 'DPoP' }) },
  { withoutCalling: ['userinfo'] },
);
