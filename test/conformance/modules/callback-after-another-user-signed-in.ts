import { expect, scenario } from '../run.js';

// The data of one user must not be visible to the other.
export default scenario(async (world) => {
  const callback = await world.callbackUrl();
  world.provider.user = 'bob';
  await world.browser.get(`${world.app}/cart`);
  await world.signIn();
  await world.expectSignedIn('oidc:bob');
  await world.browser.get(`${world.app}/cart`);
  await world.browser.get(callback);
  expect(await world.visitor()).toEqual({ ident: 'oidc:alice', cart: null });
});
