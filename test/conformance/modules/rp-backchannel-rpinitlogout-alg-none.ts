import { logoutClaims, refusesLogout } from '../logging-out.js';
import { unsigned } from '../../support/hostile/provider-keys.js';

export default refusesLogout((world) => unsigned(logoutClaims(world)));
