import { pass } from '../run.js';

const claims = JSON.stringify({ id_token: { acr: { essential: true, values: ['phr', 'phrh'] } } });

export default pass(
  { idToken: (token) => ({ ...token, acr: 'phrh' }) },
  { client: { authorizationParams: { claims } } },
);
