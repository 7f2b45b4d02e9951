import { logoutClaims, signLogoutToken, withProviderSession, sendLogoutToken } from '../logging-out.js';
import { expect, scenario } from '../run.js';

// An attacker who has seen a logout token cannot reuse it.
export default scenario(async (world) => {
  await world.signIn();
  const iat = Math.floor(Date.now() / 1000) - 2;
  const token = await signLogoutToken(world, logoutClaims(world, { iat }));
  expect((await sendLogoutToken(world, token)).status).toBe(200);
  await world.signIn();
  expect((await sendLogoutToken(world, token)).status).toBe(400);
  await world.expectSignedIn('oidc:alice');
}, withProviderSession);
