import { expect, scenario } from '../run.js';

export default scenario(async (world) => {
  const callbacks = [await world.callbackUrl(), await world.callbackUrl()];
  for (const callback of callbacks) {
    expect(await world.browser.get(callback)).toMatchObject({ status: 303, location: `${world.app}/me` });
  }
  await world.expectSignedIn('oidc:alice');
  expect(world.provider.calls('token')).toBe(2);
});
