import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { idToken: (claims) => ({ ...claims, sub: 'alice\0' }) },
  { client: { fetchUser: false }, status: 502 },
);
