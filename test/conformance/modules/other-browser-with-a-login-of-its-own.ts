import { Browser } from '../../support/browser.js';
import { scenario } from '../run.js';

export default scenario(async (world) => {
  const attacker = new Browser();
  world.provider.user = 'mallory';
  const callback = await world.callbackUrl(attacker);
  world.provider.user = 'alice';
  const own = await world.callbackUrl();
  world.expectAtProvider(await world.browser.get(callback));
  await world.expectSignedOut();
  await world.browser.get(own);
  await world.expectSignedIn('oidc:alice');
});
