import { logoutClaims, signLogoutToken, logsOut } from '../logging-out.js';

export default logsOut((world) => signLogoutToken(world, logoutClaims(world, { sub: undefined })));
