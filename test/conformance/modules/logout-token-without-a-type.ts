import { logoutClaims, logoutToken, logsOut } from '../logging-out.js';

// As providers of before the final specification send it.
export default logsOut((world) => logoutToken(world, logoutClaims(world), {}));
