import { rejects } from '../run.js';

// More than one audience requires `azp` (OIDC Core, section 3.1.3.7).
export default rejects('ERR_OAUTH_ID_TOKEN', {
  idToken: (claims) => ({ ...claims, aud: [claims['aud'], 'another-client'] }),
});
