import { CLIENT_ID } from '../../support/hostile/client-requests.js';
import { signLogoutToken, refusesLogout } from '../logging-out.js';

export default refusesLogout((world) => {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: world.provider.issuer,
    aud: CLIENT_ID,
    sub: 'alice',
    sid: 'a-session',
    iat: now,
    exp: now + 300,
  };
  return signLogoutToken(world, { ...claims, nonce: 'n' }, {});
});
