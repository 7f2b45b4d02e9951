import { logoutClaims, logoutToken, refusesLogout } from '../logging-out.js';

// Whatever end it states.
export default refusesLogout((world) =>
  logoutToken(world, logoutClaims(world, { iat: Math.floor(Date.now() / 1000) - 63_072_000 })),
);
