import { logoutClaims, signLogoutToken, refusesLogout } from '../logging-out.js';

// Its `exp` does not matter.
export default refusesLogout((world) =>
  signLogoutToken(world, logoutClaims(world, { iat: Math.floor(Date.now() / 1000) - 63_072_000 })),
);
