import { Browser } from '../../support/browser.js';
import { expect, scenario } from '../run.js';

export default scenario(async (world) => {
  for (let login = 0; login < 10; login += 1) {
    const browser = new Browser();
    await world.signIn(browser);
    await world.expectSignedIn('oidc:alice', browser);
  }
  expect(world.provider.calls('jwks')).toBe(1);
  expect(world.provider.calls('discovery')).toBe(1);
});
