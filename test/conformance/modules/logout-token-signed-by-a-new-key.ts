import { logoutClaims, signLogoutToken, logsOut } from '../logging-out.js';

// The cached keys do not contain it yet.
export default logsOut((world) => {
  world.provider.rotate();
  return signLogoutToken(world, logoutClaims(world));
});
