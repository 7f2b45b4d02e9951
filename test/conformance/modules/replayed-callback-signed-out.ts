import { expect, scenario } from '../run.js';

export default scenario(async (world) => {
  const callback = await world.callbackUrl();
  await world.browser.get(callback);
  await world.browser.jar.removeAllCookies();
  const again = await world.browser.get(callback);
  world.expectAtProvider(again);
  await world.expectSignedOut();
  expect(world.provider.calls('token')).toBe(1);
});
