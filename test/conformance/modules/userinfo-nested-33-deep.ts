import { nested } from '../../support/hostile/nested.js';
import { rejects } from '../run.js';

// With the object of all claims it is one level more than we take.
export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { userinfo: (claims) => ({ ...claims, x: nested(32) }) },
  { status: 502 },
);
