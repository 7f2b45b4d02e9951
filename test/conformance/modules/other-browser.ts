import { Browser } from '../../support/browser.js';
import { expect, scenario } from '../run.js';

// Login CSRF: an attacker makes a user open the callback of the attacker's login.
export default scenario(async (world) => {
  const callback = await world.callbackUrl();
  const other = new Browser();
  world.expectAtProvider(await other.get(callback));
  await world.expectSignedOut(other);
  expect(world.provider.calls('token')).toBe(0);
  expect(await world.browser.get(callback)).toMatchObject({ status: 303, location: `${world.app}/me` });
  await world.expectSignedIn('oidc:alice');
});
