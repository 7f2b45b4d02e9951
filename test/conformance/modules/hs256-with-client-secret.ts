import { CLIENT_SECRET } from '../../support/hostile/client-requests.js';
import { signedWithSecret } from '../../support/hostile/provider-keys.js';
import { rejects } from '../run.js';

// Right for clients that registered it, which ours cannot.
export default rejects('ERR_OAUTH_ID_TOKEN', {
  sign: (claims, { current }) => signedWithSecret(CLIENT_SECRET, claims, current.kid),
});
