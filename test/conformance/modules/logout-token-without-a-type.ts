import { logoutClaims, signLogoutToken, logsOut } from '../logging-out.js';

// Providers before the final specification send it like this.
export default logsOut((world) => signLogoutToken(world, logoutClaims(world), {}));
