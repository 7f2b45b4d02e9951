import { logoutClaims, logoutToken, refusesLogout } from '../logging-out.js';

export default refusesLogout((world) =>
  logoutToken(world, logoutClaims(world, { events: ['http://schemas.openid.net/event/backchannel-logout'] })),
);
