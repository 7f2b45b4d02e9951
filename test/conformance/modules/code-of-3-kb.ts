import { rejects } from '../run.js';

// Long, but some providers send such codes. Only the token endpoint can check them.
export default rejects('ERR_OAUTH_TOKEN_ENDPOINT', {
  authorizationResponse: (sent) => ({ ...sent, code: 'x'.repeat(3000) }),
});
