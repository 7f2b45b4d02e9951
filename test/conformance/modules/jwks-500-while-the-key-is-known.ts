import { Browser } from '../../support/browser.js';
import { status } from '../../support/hostile/answers.js';
import { scenario } from '../run.js';

// Stale keys are better than no sign-in while the provider mends its key set.
export default scenario(async (world) => {
  await world.signIn();
  world.provider.misbehave({ respond: { jwks: status(500) } });
  world.advance(6 * 60);
  const other = new Browser();
  await world.signIn(other);
  await world.expectSignedIn('oidc:alice', other);
});
