import { Browser } from '../../support/browser.js';
import { having, scenario } from '../run.js';

// An invalid document does not replace a valid one.
export default scenario(async (world) => {
  await world.signIn();
  world.provider.misbehave({ discovery: having({ token_endpoint: undefined }) });
  world.advance(2 * 60 * 60);
  const other = new Browser();
  await world.signIn(other);
  await world.expectSignedIn('oidc:alice', other);
});
