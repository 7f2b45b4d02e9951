import { logoutClaims, signLogoutToken, refusesLogout } from '../logging-out.js';

// In UTF-8 it is the same as another one.
export default refusesLogout((world) =>
  signLogoutToken(world, logoutClaims(world, { sub: 'alice\uD800', sid: undefined })),
);
