import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_ID_TOKEN',
  { idToken: (claims) => ({ ...claims, iat: Number(claims['iat']) - 900, exp: Number(claims['iat']) - 600 }) },
  { fapi: 'with nonces' },
);
