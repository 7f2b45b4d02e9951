import { rejects } from '../run.js';

// A subject has at most 255 characters (OIDC Core, section 2).
export default rejects(
  'ERR_OAUTH_IDENT_MISSING',
  { idToken: (claims) => ({ ...claims, sub: 'x'.repeat(256) }) },
  { client: { fetchUser: false } },
);
