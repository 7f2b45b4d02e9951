import { rejects } from '../run.js';

// It would be the same user as everybody else's empty one.
export default rejects(
  'ERR_OAUTH_IDENT_MISSING',
  { idToken: (claims) => ({ ...claims, sub: '' }) },
  { client: { fetchUser: false } },
);
