import { logoutClaims, logoutToken, logsOut } from '../logging-out.js';

// Providers before the final specification send it like this.
export default logsOut((world) => logoutToken(world, logoutClaims(world), {}));
