import { randomUUID } from 'node:crypto';
import { signedWith } from '../../support/hostile/provider-keys.js';
import { expect, expectError, scenario } from '../run.js';

// Each login looks the keys up, at most once a second.
export default scenario(async (world) => {
  await world.signIn();
  await world.browser.jar.removeAllCookies();
  world.provider.misbehave({
    sign: (claims, { current }) => signedWith(current, claims, { kid: randomUUID() }),
  });
  const began = performance.now();
  for (let login = 0; login < 4; login += 1) {
    world.advance(0.8);
    await expectError(world, await world.tryToSignIn(), 'ERR_OAUTH_ID_TOKEN');
  }
  expect(world.provider.calls('jwks')).toBe(5);
  expect(performance.now() - began).toBeGreaterThanOrEqual(600);
  world.provider.misbehave();
  expect((await world.signIn()).status).toBe(200);
});
