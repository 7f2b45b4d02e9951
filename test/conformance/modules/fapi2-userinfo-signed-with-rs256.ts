import { CLIENT_ID } from '../../support/hostile/client-requests.js';
import { signedUserInfo } from '../../support/hostile/signed-user-info.js';
import { rejects } from '../run.js';

// The key is published and the claims are right, but the profile does not allow RS256.
export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  {
    jwks: ({ keys }, { curve }) => ({ keys: [...keys, curve.jwk] }),
    respond: { userinfo: signedUserInfo(({ current }) => current, { aud: CLIENT_ID }) },
  },
  { fapi: 'with nonces', signedInToo: false },
);
