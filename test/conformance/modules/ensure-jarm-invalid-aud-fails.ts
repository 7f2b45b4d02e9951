import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_RESPONSE_INVALID',
  { signedResponse: (claims) => ({ ...claims, aud: 'another-client' }) },
  { fapi: 'with nonces', client: { responseMode: 'jwt' }, withoutCalling: ['token', 'userinfo'] },
);
