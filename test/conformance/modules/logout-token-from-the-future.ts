import { logoutClaims, signLogoutToken, refusesLogout } from '../logging-out.js';

export default refusesLogout((world) =>
  signLogoutToken(
    world,
    logoutClaims(world, { iat: Math.floor(Date.now() / 1000) + 3600, exp: Math.floor(Date.now() / 1000) + 7200 }),
  ),
);
