import { CLIENT_ID } from '../../support/hostile/client-requests.js';
import { signedUserInfo } from '../../support/hostile/signed-user-info.js';
import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  {
    respond: { userinfo: signedUserInfo(({ current, other }) => ({ ...other, kid: current.kid }), { aud: CLIENT_ID }) },
  },
  { signedInToo: false },
);
