import { rejects } from '../run.js';

const claims = JSON.stringify({ id_token: { acr: { essential: true, value: 'phr' } } });

// OIDC Core, section 5.5.1.1: an essential class that is not had is a failed authentication.
export default rejects(
  'ERR_OAUTH_ID_TOKEN',
  { idToken: (token) => ({ ...token, acr: '0' }) },
  // The first login, which is to succeed, could not.
  { client: { authorizationParams: { claims } }, signedInToo: false },
);
