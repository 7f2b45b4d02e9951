import { randomUUID } from 'node:crypto';
import { signedWith } from '../../support/hostile/provider-keys.js';
import { expect, expectError, scenario } from '../run.js';

export default scenario(async (world) => {
  world.provider.misbehave({
    sign: (claims, { current }) => signedWith(current, claims, { kid: randomUUID() }),
  });
  for (let login = 0; login < 50; login += 1) await expectError(world, await world.tryToSignIn(), 'ERR_OAUTH_ID_TOKEN');
  expect(world.provider.calls('jwks')).toBeLessThanOrEqual(6);
  world.advance(61);
  world.provider.misbehave();
  expect((await world.signIn()).status).toBe(200);
});
