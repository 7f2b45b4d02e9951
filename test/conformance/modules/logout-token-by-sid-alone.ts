import { logoutClaims, logoutToken, logsOut } from '../logging-out.js';

export default logsOut((world) => logoutToken(world, logoutClaims(world, { sub: undefined })));
