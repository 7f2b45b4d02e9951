import { logoutClaims, refusesLogout } from '../logging-out.js';
import { signedWithSecret } from '../../support/hostile/provider-keys.js';

export default refusesLogout((world) => {
  const { pem, kid } = world.provider.keys.current;
  return signedWithSecret(pem, logoutClaims(world), kid);
});
