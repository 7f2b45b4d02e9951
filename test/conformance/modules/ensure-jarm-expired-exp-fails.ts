import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_RESPONSE_INVALID',
  { signedResponse: (claims) => ({ ...claims, exp: Math.floor(Date.now() / 1000) - 300 }) },
  { fapi: 'with nonces', client: { responseMode: 'jwt' }, withoutCalling: ['token', 'userinfo'] },
);
