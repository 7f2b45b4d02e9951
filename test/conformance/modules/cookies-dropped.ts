import { expect, expectError, scenario } from '../run.js';

// A browser without cookies gets an error page, and no redirect loop.
export default scenario(async (world) => {
  const callback = await world.callbackUrl();
  await world.browser.jar.removeAllCookies();
  const restarted = await world.browser.get(callback);
  world.expectAtProvider(restarted);
  const { location = '' } = await world.browser.follow(restarted, { until: `${world.app}/redirect` });
  await world.browser.jar.removeAllCookies();
  await expectError(world, await world.browser.get(location), 'ERR_OAUTH_STATE_UNKNOWN');
  expect(world.provider.calls('token')).toBe(0);
});
