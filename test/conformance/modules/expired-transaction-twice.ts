import { expect, expectError, scenario } from '../run.js';

export default scenario(async (world) => {
  const callback = await world.callbackUrl();
  world.advance(15 * 60 + 1);
  const restarted = await world.browser.get(callback);
  const { location = '' } = await world.browser.follow(restarted, { until: `${world.app}/redirect` });
  world.advance(15 * 60 + 1);
  await expectError(world, await world.browser.get(location), 'ERR_OAUTH_STATE_UNKNOWN');
  expect(world.provider.calls('token')).toBe(0);
});
