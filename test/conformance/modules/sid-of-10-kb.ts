import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { idToken: (claims) => ({ ...claims, sid: 's'.repeat(10_000) }) },
  { status: 502 },
);
