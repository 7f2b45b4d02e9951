import { logoutClaims, logoutToken, refusesLogout } from '../logging-out.js';

export default refusesLogout((world) => logoutToken(world, logoutClaims(world, { nonce: 'n' })));
