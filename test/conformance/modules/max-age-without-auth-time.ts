import { rejects } from '../run.js';

// OIDC Core, section 3.1.2.1: asked for a maximum age, the ID token must say when the user authenticated.
export default rejects(
  'ERR_OAUTH_ID_TOKEN',
  {},
  { client: { authorizationParams: { max_age: '60' } }, signedInToo: false },
);
