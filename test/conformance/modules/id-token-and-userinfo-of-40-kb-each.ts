import { rejects } from '../run.js';

// Each is small enough, and both together are not.
export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  {
    idToken: (claims) => ({ ...claims, x: 'x'.repeat(40_000) }),
    userinfo: (claims) => ({ ...claims, y: 'y'.repeat(40_000) }),
  },
  { status: 502 },
);
