import { logoutClaims, refusesLogout } from '../logging-out.js';
import { signedWithSecret } from '../provider-keys.js';

export default refusesLogout((world) => {
  const { pem, kid } = world.provider.keys.current;
  return signedWithSecret(pem, logoutClaims(world), kid);
});
