import { logoutClaims, refusesLogout } from '../logging-out.js';
import { signedWith } from '../../support/hostile/provider-keys.js';

export default refusesLogout((world) => {
  const { current, other } = world.provider.keys;
  return signedWith({ ...other, kid: current.kid }, logoutClaims(world));
});
