import { signedUserInfo } from '../../support/hostile/signed-user-info.js';
import { rejects } from '../run.js';

export default rejects('ERR_OAUTH_BAD_RESPONSE', {
  respond: { userinfo: signedUserInfo(({ current }) => current, { aud: 'another-client' }) },
});
