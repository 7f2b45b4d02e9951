import { logoutClaims, signLogoutToken, withProviderSession, sendLogoutToken } from '../logging-out.js';
import { expect, scenario } from '../run.js';

// The provider cannot know who is still signed in to the app.
export default scenario(async (world) => {
  await world.signIn();
  const token = await signLogoutToken(world, logoutClaims(world, { sub: 'carol', sid: 'hers' }));
  expect((await sendLogoutToken(world, token)).status).toBe(200);
  await world.expectSignedIn('oidc:alice');
}, withProviderSession);
