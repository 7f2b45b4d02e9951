import { nested } from '../../support/hostile/nested.js';
import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { idToken: (claims) => ({ ...claims, x: nested(2000) }) },
  { status: 502 },
);
