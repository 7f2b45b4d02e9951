import { cutOff } from '../../support/hostile/answers.js';
import { sentRefreshTokens } from '../refreshing.js';
import { expect, scenario } from '../run.js';

// Nobody knows whether the token was used. This provider accepts it once more from a client that lost the answer.
export default scenario(async (world) => {
  await world.signIn();
  world.advance(3700);
  world.provider.misbehave({ respond: { refresh: cutOff((body) => body.slice(0, 10)) } });
  expect(await world.token()).toEqual({ code: 'ERR_OAUTH_UNREACHABLE' });
  world.provider.misbehave({ reuse: true });
  expect(await world.token()).toEqual({ token: expect.any(String) });
  const [first, second] = sentRefreshTokens(world);
  expect(second).toBe(first);
});
