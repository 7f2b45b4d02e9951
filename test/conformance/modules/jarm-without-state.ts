import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_STATE_MISSING',
  { signedResponse: (claims) => ({ ...claims, state: undefined }) },
  { fapi: 'with nonces', client: { responseMode: 'jwt' }, withoutCalling: ['token', 'userinfo'] },
);
