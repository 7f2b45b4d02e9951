import { heldAnswer } from '../../support/hostile/answers.js';
import { waitUntil } from '../../support/wait-until.js';
import { expect, impatient, scenario } from '../run.js';

// The provider rotates, and answers after the caller's time. The late tokens are stored, and no token is sent twice.
export default scenario(
  async (world) => {
    await world.signIn();
    for (let round = 1; round <= 2; round += 1) {
      world.advance(3700);
      const held = heldAnswer();
      world.provider.misbehave({ respond: { refresh: held.answer } });
      const calls = await Promise.all(Array.from({ length: 5 }, () => world.token()));
      expect(calls).toEqual(calls.map(() => ({ code: 'ERR_OAUTH_TIMEOUT' })));
      held.release();
      await waitUntil('the late tokens are stored', async () => world.events.length === round);
      expect(await world.token()).toEqual({ token: expect.any(String) });
      expect(await world.call()).toMatchObject({ status: 200 });
      expect(world.provider.calls('refresh')).toBe(round);
    }
    expect(world.events).toEqual(['token.refreshed', 'token.refreshed']);
    expect(world.provider.refused).toEqual([]);
  },
  { client: impatient },
);
