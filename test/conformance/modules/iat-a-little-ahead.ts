import { pass } from '../run.js';

// Clocks differ by some seconds.
export default pass({ idToken: (claims) => ({ ...claims, iat: Number(claims['iat']) + 20 }) });
