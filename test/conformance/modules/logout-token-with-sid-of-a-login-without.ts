import { logoutClaims, signLogoutToken, sendLogoutToken } from '../logging-out.js';
import { expect, scenario } from '../run.js';

// The ID token had no `sid`, so the logout token ends the sessions of the user.
export default scenario(async (world) => {
  await world.signIn();
  const token = await signLogoutToken(world, logoutClaims(world, { sid: 'x'.repeat(600) }));
  expect((await sendLogoutToken(world, token)).status).toBe(200);
  await world.expectSignedOut();
});
