import { CLIENT_ID } from '../../support/hostile/client-requests.js';
import { signedUserInfo } from '../../support/hostile/signed-user-info.js';
import { rejects } from '../run.js';

// A published key, and the right claims: but RS256 is none of the profile's.
export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  {
    jwks: ({ keys }, { curve }) => ({ keys: [...keys, curve.jwk] }),
    respond: { userinfo: signedUserInfo(({ current }) => current, { aud: CLIENT_ID }) },
  },
  { fapi: 'with nonces', signedInToo: false },
);
