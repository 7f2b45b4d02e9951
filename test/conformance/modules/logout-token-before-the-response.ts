import { logoutClaims, signLogoutToken, sendLogoutToken } from '../logging-out.js';
import { expect, scenario } from '../run.js';

// The login began before the logout. Its response comes minutes later, with an ID token that is newer than the logout.
export default scenario(async (world) => {
  const begun = await world.begin();
  await sendLogoutToken(world, await signLogoutToken(world, logoutClaims(world, { sid: undefined })));
  world.advance(300);
  await world.browser.follow(begun);
  expect(world.failures.map(({ code }) => code)).toEqual(['ERR_OAUTH_NOT_SIGNED_IN']);
  await world.expectSignedOut();
  // The next login is another one.
  await world.signIn();
  await world.expectSignedIn('oidc:alice');
});
