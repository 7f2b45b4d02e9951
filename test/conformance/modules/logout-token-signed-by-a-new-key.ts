import { logoutClaims, logoutToken, logsOut } from '../logging-out.js';

// The cached keys do not contain it yet.
export default logsOut((world) => {
  world.provider.rotate();
  return logoutToken(world, logoutClaims(world));
});
