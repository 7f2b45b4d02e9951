import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_STATE_UNKNOWN',
  { signedResponse: (claims) => ({ ...claims, state: 'x'.repeat(43) }) },
  { fapi: 'with nonces', client: { responseMode: 'jwt' }, withoutCalling: ['token', 'userinfo'], signedInToo: false },
);
