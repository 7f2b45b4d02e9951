import { status } from '../../support/hostile/answers.js';
import { expect, scenario } from '../run.js';

// Nobody knows whether the refresh token is dead, so it is kept. But the provider is not asked at every call.
export default scenario(async (world) => {
  await world.signIn();
  world.advance(3700);
  world.provider.misbehave({ respond: { refresh: status(400, '{"message":"No"}') } });
  for (let call = 0; call < 10; call += 1) expect(await world.token()).toEqual({ code: 'ERR_OAUTH_BAD_RESPONSE' });
  expect(world.provider.calls('refresh')).toBe(2);
  world.advance(11);
  for (let call = 0; call < 10; call += 1) await world.token();
  expect(world.provider.calls('refresh')).toBe(3);
  world.provider.misbehave();
  world.advance(11);
  expect(await world.token()).toEqual({ token: expect.any(String) });
  expect(world.events).toEqual(['token.refreshed']);
});
