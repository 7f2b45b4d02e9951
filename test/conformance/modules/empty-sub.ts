import { rejects } from '../run.js';

// All users with an empty subject would be the same user.
export default rejects(
  'ERR_OAUTH_IDENT_MISSING',
  { idToken: (claims) => ({ ...claims, sub: '' }) },
  { client: { fetchUser: false } },
);
