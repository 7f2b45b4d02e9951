import { scenario } from '../run.js';

export default scenario(async (world) => {
  const callback = await world.callbackUrl();
  world.advance(15 * 60 - 1);
  await world.browser.get(callback);
  await world.expectSignedIn('oidc:alice');
});
