import { pass } from '../run.js';

export default pass({ userinfo: (claims) => ({ ...claims, x: 'x'.repeat(60_000) }) });
