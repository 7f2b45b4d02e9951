import { logoutClaims, logoutToken, logsOut } from '../logging-out.js';

// The kept keys do not have it yet.
export default logsOut((world) => {
  world.provider.rotate();
  return logoutToken(world, logoutClaims(world));
});
