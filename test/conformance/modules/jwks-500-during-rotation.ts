import { status } from '../../support/hostile/answers.js';
import { expect, expectError, scenario } from '../run.js';

export default scenario(async (world) => {
  await world.signIn();
  world.provider.rotate();
  world.provider.misbehave({ respond: { jwks: status(500) } });
  await world.browser.jar.removeAllCookies();
  await expectError(world, await world.tryToSignIn(), 'ERR_OAUTH_ID_TOKEN');
  world.provider.misbehave();
  expect((await world.signIn()).status).toBe(200);
});
