import { logoutClaims, signLogoutToken, refusesLogout } from '../logging-out.js';

export default refusesLogout((world) => signLogoutToken(world, logoutClaims(world, { exp: undefined })));
