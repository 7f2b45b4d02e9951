import { pass } from '../run.js';

export default pass({ idToken: (claims) => ({ ...claims, aud: [claims['aud']] }) }, { fapi: 'with nonces' });
