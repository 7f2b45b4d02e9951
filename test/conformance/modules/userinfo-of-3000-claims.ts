import { manyClaims } from '../../support/hostile/nested.js';
import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { userinfo: (claims) => ({ ...claims, ...manyClaims(3000) }) },
  { status: 502 },
);
