import { CLIENT_ID } from '../../support/hostile/client-requests.js';
import { rejects } from '../run.js';

// We are not in the list, whoever the authorized party is.
export default rejects('ERR_OAUTH_ID_TOKEN', {
  idToken: (claims) => ({ ...claims, aud: ['another-client', 'a-third-client'], azp: CLIENT_ID }),
});
