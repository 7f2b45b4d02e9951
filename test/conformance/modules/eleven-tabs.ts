import { expect, scenario } from '../run.js';

// Ten logins may be pending. The eleventh removes the first one, whose restart removes the second one.
export default scenario(async (world) => {
  const callbacks: string[] = [];
  for (let tab = 0; tab < 11; tab += 1) {
    callbacks.push(await world.callbackUrl());
    world.advance(1);
  }
  world.expectAtProvider(await world.browser.get(callbacks.shift() ?? ''));
  for (const callback of callbacks.slice(1))
    expect(await world.browser.get(callback)).toMatchObject({ status: 303, location: `${world.app}/me` });
  expect(world.provider.calls('token')).toBe(9);
});
