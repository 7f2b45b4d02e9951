import { Browser } from '../../support/browser.js';
import { expect, scenario } from '../run.js';

export default scenario(async (world) => {
  await world.signIn();
  world.provider.rotate();
  const other = new Browser();
  await world.signIn(other);
  await world.expectSignedIn('oidc:alice', other);
  expect(world.provider.calls('jwks')).toBe(2);
});
