import { Browser } from '../../support/browser.js';
import { status } from '../../support/hostile/answers.js';
import { expect, scenario } from '../run.js';

// The cached document is kept while a refresh fails, and is not requested each time.
export default scenario(async (world) => {
  await world.signIn();
  world.provider.misbehave({ respond: { discovery: status(500) } });
  world.advance(2 * 60 * 60);
  const other = new Browser();
  await world.signIn(other);
  await world.expectSignedIn('oidc:alice', other);
  expect(world.provider.calls('discovery')).toBe(2);
});
