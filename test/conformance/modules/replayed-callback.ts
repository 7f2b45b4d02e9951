import { expect, scenario } from '../run.js';

export default scenario(async (world) => {
  const callback = await world.callbackUrl();
  expect(await world.browser.get(callback)).toMatchObject({ status: 303, location: `${world.app}/me` });
  expect(await world.browser.get(callback)).toMatchObject({ status: 303, location: `${world.app}/me` });
  await world.expectSignedIn('oidc:alice');
  expect(world.provider.calls('token')).toBe(1);
});
