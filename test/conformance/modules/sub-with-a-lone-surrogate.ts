import { rejects } from '../run.js';

// In UTF-8 it is the same as another one: two users would share one key.
export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { idToken: (claims) => ({ ...claims, sub: 'alice\uD800' }) },
  { client: { fetchUser: false }, status: 502 },
);
