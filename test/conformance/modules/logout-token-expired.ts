import { logoutClaims, signLogoutToken, refusesLogout } from '../logging-out.js';

export default refusesLogout((world) =>
  signLogoutToken(world, logoutClaims(world, { exp: Math.floor(Date.now() / 1000) - 60 })),
);
