import { nested } from '../../support/hostile/nested.js';
import { pass } from '../run.js';

export default pass({ userinfo: (claims) => ({ ...claims, x: nested(31) }) });
