import { heldAnswer } from '../../support/hostile/answers.js';
import { waitUntil } from '../../support/wait-until.js';
import { expect, scenario } from '../run.js';

/** Less than the time limit of the client, with extra time for slow machines. */
const SOON_MS = 3000;

// While the access token works, nobody waits long for a new one.
export default scenario(async (world) => {
  await world.signIn();
  const { token } = await world.token();
  world.advance(3600 - 20);
  const held = heldAnswer();
  world.provider.misbehave({ respond: { refresh: held.answer } });
  const from = performance.now();
  expect(await world.token()).toEqual({ token });
  expect(await world.token()).toEqual({ token });
  expect(performance.now() - from).toBeLessThan(SOON_MS);
  held.release();
  await waitUntil('the late tokens are stored', async () => world.events.length > 0);
  expect((await world.token()).token).not.toBe(token);
  expect(world.provider.calls('refresh')).toBe(1);
  expect(world.provider.refused).toEqual([]);
});
