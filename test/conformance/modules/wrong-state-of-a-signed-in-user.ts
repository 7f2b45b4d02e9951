import { expect, scenario } from '../run.js';

export default scenario(async (world) => {
  await world.signIn();
  const answer = await world.browser.get(`${world.app}/redirect?code=any&state=another`);
  expect(answer).toMatchObject({ status: 303, location: `${world.app}/me` });
  await world.expectSignedIn('oidc:alice');
  expect(world.provider.calls('token')).toBe(1);
});
