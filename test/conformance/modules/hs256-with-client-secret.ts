import { CLIENT_SECRET } from '../../support/hostile/client-requests.js';
import { signedWithSecret } from '../../support/hostile/provider-keys.js';
import { rejects } from '../run.js';

// Valid for clients that registered this algorithm, which ours cannot do.
export default rejects('ERR_OAUTH_ID_TOKEN', {
  sign: (claims, { current }) => signedWithSecret(CLIENT_SECRET, claims, current.kid),
});
