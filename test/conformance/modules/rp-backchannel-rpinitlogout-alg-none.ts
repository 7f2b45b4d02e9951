import { logoutClaims, refusesLogout } from '../logging-out.js';
import { unsigned } from '../provider-keys.js';

export default refusesLogout((world) => unsigned(logoutClaims(world)));
