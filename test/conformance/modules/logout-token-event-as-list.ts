import { logoutClaims, signLogoutToken, refusesLogout } from '../logging-out.js';

export default refusesLogout((world) =>
  signLogoutToken(world, logoutClaims(world, { events: ['http://schemas.openid.net/event/backchannel-logout'] })),
);
