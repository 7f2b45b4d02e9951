import { logoutClaims, refusesLogout } from '../logging-out.js';
import { signedWith } from '../../support/hostile/provider-keys.js';

// ES256, where the metadata lists RS256 only.
export default refusesLogout((world) => signedWith(world.provider.keys.curve, logoutClaims(world)));
