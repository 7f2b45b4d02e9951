import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_ID_TOKEN',
  { idToken: (claims) => ({ ...claims, aud: 'another-client' }) },
  { fapi: 'with nonces' },
);
