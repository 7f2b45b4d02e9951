import { logoutClaims, logoutToken, refusesLogout } from '../logging-out.js';

export default refusesLogout((world) =>
  logoutToken(
    world,
    logoutClaims(world, { iat: Math.floor(Date.now() / 1000) + 3600, exp: Math.floor(Date.now() / 1000) + 7200 }),
  ),
);
