import { pass } from '../run.js';

// Only a wish (OIDC Core, section 3.1.2.1): what a route needs, it asks for by `auth.require()`.
export default pass(
  { idToken: (claims) => ({ ...claims, acr: '0' }) },
  { client: { authorizationParams: { acr_values: 'phr' } } },
);
