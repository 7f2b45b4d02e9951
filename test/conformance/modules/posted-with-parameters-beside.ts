import { expect, expectError, scenario } from '../run.js';

export default scenario(async (world) => {
  const { search } = new URL(await world.callbackUrl());
  await expectError(
    world,
    await world.browser.get(`${world.app}/redirect${search}&posted=`),
    'ERR_OAUTH_RESPONSE_INVALID',
  );
  expect(world.provider.calls('token')).toBe(0);
});
