import { expect, scenario } from '../run.js';

export default scenario(async (world) => {
  const callback = await world.callbackUrl();
  world.advance(15 * 60 + 1);
  const restarted = await world.browser.get(callback);
  world.expectAtProvider(restarted);
  expect(world.provider.calls('token')).toBe(0);
  await world.expectSignedOut();
  expect((await world.browser.follow(restarted)).status).toBe(200);
});
