import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_ID_TOKEN',
  { idToken: (claims) => ({ ...claims, nonce: 'another' }) },
  { fapi: 'with nonces' },
);
