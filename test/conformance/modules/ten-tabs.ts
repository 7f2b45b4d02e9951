import { expect, scenario } from '../run.js';

export default scenario(async (world) => {
  const callbacks: string[] = [];
  for (let tab = 0; tab < 10; tab += 1) callbacks.push(await world.callbackUrl(world.browser, `/me?tab=${tab}`));
  for (const [tab, callback] of callbacks.entries()) {
    expect(await world.browser.get(callback)).toMatchObject({
      status: 303,
      location: `${world.app}/me?tab=${tab}`,
    });
  }
  await world.expectSignedIn('oidc:alice');
  expect(world.provider.calls('token')).toBe(10);
});
