import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { userinfo: (claims) => ({ ...claims, x: 'x'.repeat(900_000) }) },
  { status: 502 },
);
