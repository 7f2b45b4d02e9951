import { rejects } from '../run.js';

const claims = JSON.stringify({ id_token: { acr: { essential: true, value: 'phr' } } });

// OIDC Core, section 5.5.1.1: if an essential class is missing, the authentication has failed.
export default rejects(
  'ERR_OAUTH_ID_TOKEN',
  { idToken: (token) => ({ ...token, acr: '0' }) },
  // With this, the first login could not succeed.
  { client: { authorizationParams: { claims } }, signedInToo: false },
);
