import { status } from '../../support/hostile/answers.js';
import { logoutClaims, logoutToken, signedIn, tell } from '../logging-out.js';
import { expect, scenario } from '../run.js';

// The token is not at fault. The provider should try again, and then it works.
export default scenario(async (world) => {
  await world.signIn();
  world.provider.rotate();
  const token = await logoutToken(world, logoutClaims(world));
  const { misbehaviour = {} } = signedIn;
  world.provider.misbehave({ ...misbehaviour, respond: { jwks: status(500) } });
  expect((await tell(world, token)).status).toBeGreaterThanOrEqual(400);
  await world.expectSignedIn('oidc:alice');
  world.provider.misbehave(misbehaviour);
  expect((await tell(world, token)).status).toBe(200);
  await world.expectSignedOut();
}, signedIn);
