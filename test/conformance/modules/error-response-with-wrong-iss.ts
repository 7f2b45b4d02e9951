import { rejects, without } from '../run.js';

export default rejects('ERR_OAUTH_ISSUER_MISMATCH', {
  authorizationResponse: (sent) => ({
    ...without(sent, 'code'),
    error: 'access_denied',
    iss: 'https://other.example',
  }),
});
