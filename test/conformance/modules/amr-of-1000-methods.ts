import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { idToken: (claims) => ({ ...claims, amr: Array.from({ length: 1000 }, () => 'pwd') }) },
  { status: 502 },
);
