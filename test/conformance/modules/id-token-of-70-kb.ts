import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { idToken: (claims) => ({ ...claims, x: 'x'.repeat(50_000) }) },
  { status: 502, withoutCalling: ['userinfo'] },
);
