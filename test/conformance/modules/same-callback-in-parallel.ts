import { expect, scenario } from '../run.js';

export default scenario(async (world) => {
  const callback = await world.callbackUrl();
  const answers = await Promise.all([world.browser.get(callback), world.browser.get(callback)]);
  expect(world.provider.calls('token')).toBe(1);
  expect(answers.map(({ status }) => status)).toEqual([303, 303]);
  expect(answers.filter(({ location }) => location === `${world.app}/me`)).toHaveLength(1);
  await world.expectSignedIn('oidc:alice');
});
