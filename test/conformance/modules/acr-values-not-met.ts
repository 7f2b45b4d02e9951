import { pass } from '../run.js';

// A voluntary claim (OIDC Core, section 3.1.2.1). Routes enforce their requirements with `auth.require()`.
export default pass(
  { idToken: (claims) => ({ ...claims, acr: '0' }) },
  { client: { authorizationParams: { acr_values: 'phr' } } },
);
