import { Browser } from '../../support/browser.js';
import { scenario } from '../run.js';

export default scenario(async (world) => {
  const other = new Browser();
  await world.signIn();
  world.provider.misbehave({
    idToken(claims) {
      world.provider.rotate();
      return claims;
    },
  });
  await world.signIn(other);
  await world.expectSignedIn('oidc:alice', other);
});
