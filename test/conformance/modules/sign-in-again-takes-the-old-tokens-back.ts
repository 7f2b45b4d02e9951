import { expect, scenario } from '../run.js';

// The earlier session has ended with its refresh token, also when the user changes.
export default scenario(async (world) => {
  await world.signIn();
  await world.browser.open(`${world.app}/login?returnTo=/me`);
  expect(world.provider.calls('revoke')).toBe(1);
  world.provider.user = 'bob';
  await world.browser.open(`${world.app}/login?returnTo=/me`);
  await world.expectSignedIn('oidc:bob');
  expect(world.provider.calls('revoke')).toBe(2);
  expect(await world.call()).toMatchObject({ status: 200 });
});
