import { signedWith } from '../../support/hostile/provider-keys.js';
import { expectError, scenario } from '../run.js';

// A key that the provider no longer publishes is not accepted a few minutes later.
export default scenario(async (world) => {
  await world.signIn();
  const { current: stolen } = world.provider.keys;
  world.provider.rotate();
  world.provider.misbehave({ sign: (claims) => signedWith(stolen, claims) });
  world.advance(6 * 60);
  await world.browser.jar.removeAllCookies();
  await expectError(world, await world.tryToSignIn(), 'ERR_OAUTH_ID_TOKEN');
  await world.expectSignedOut();
});
