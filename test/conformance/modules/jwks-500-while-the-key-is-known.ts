import { Browser } from '../../support/browser.js';
import { status } from '../../support/hostile/answers.js';
import { scenario } from '../run.js';

// Cached keys allow sign-ins while the key set of the provider is broken.
export default scenario(async (world) => {
  await world.signIn();
  world.provider.misbehave({ respond: { jwks: status(500) } });
  world.advance(6 * 60);
  const other = new Browser();
  await world.signIn(other);
  await world.expectSignedIn('oidc:alice', other);
});
