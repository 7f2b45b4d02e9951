import { logoutClaims, logoutToken, tell } from '../logging-out.js';
import { expect, scenario } from '../run.js';

// The ID token did not say to which session at the provider this one belongs: the user's is meant.
export default scenario(async (world) => {
  await world.signIn();
  const token = await logoutToken(world, logoutClaims(world, { sid: 'x'.repeat(600) }));
  expect((await tell(world, token)).status).toBe(200);
  await world.expectSignedOut();
});
