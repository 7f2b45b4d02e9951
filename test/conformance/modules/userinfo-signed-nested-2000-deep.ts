import { CLIENT_ID } from '../../support/hostile/client-requests.js';
import { nested } from '../../support/hostile/nested.js';
import { signedUserInfo } from '../../support/hostile/signed-user-info.js';
import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_BAD_RESPONSE',
  { respond: { userinfo: signedUserInfo(({ current }) => current, { aud: CLIENT_ID, x: nested(2000) }) } },
  { status: 502, signedInToo: false },
);
