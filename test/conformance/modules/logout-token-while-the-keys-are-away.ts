import { status } from '../../support/hostile/answers.js';
import { logoutClaims, signLogoutToken, withProviderSession, sendLogoutToken } from '../logging-out.js';
import { expect, scenario } from '../run.js';

// The token is not at fault. The provider should try again, and then it works.
export default scenario(async (world) => {
  await world.signIn();
  world.provider.rotate();
  const token = await signLogoutToken(world, logoutClaims(world));
  const { misbehaviour = {} } = withProviderSession;
  world.provider.misbehave({ ...misbehaviour, respond: { jwks: status(500) } });
  expect((await sendLogoutToken(world, token)).status).toBeGreaterThanOrEqual(400);
  await world.expectSignedIn('oidc:alice');
  world.provider.misbehave(misbehaviour);
  expect((await sendLogoutToken(world, token)).status).toBe(200);
  await world.expectSignedOut();
}, withProviderSession);
