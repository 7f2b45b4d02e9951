import { rejects } from '../run.js';

// Long, but there are providers that send such: only the token endpoint can tell.
export default rejects('ERR_OAUTH_TOKEN_ENDPOINT', {
  authorizationResponse: (sent) => ({ ...sent, code: 'x'.repeat(3000) }),
});
