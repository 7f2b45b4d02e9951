import { nested } from '../../support/hostile/nested.js';
import { logoutClaims, signLogoutToken, logsOut } from '../logging-out.js';

// Only the claims that are used are looked at.
export default logsOut((world) => signLogoutToken(world, logoutClaims(world, { x: nested(2000) })));
