import { describe, expect, it } from '@jest/globals';
import { heldAnswer } from '../support/hostile/answers.js';
import { World } from '../support/hostile/world.js';
import { useEndAfterTest } from '../support/use.js';
import { useRedis } from '../support/use-redis.js';
import { waitUntil } from '../support/wait-until.js';

const redis = useRedis();
const endAfterTest = useEndAfterTest();

/** The sealed tokens of the only session. */
async function storedTokens(): Promise<string | null> {
  return redis().run(async (client) => {
    const keys = await client.keys('oauth:tok:*');
    return client.get(keys.find((key) => key.endsWith('}')) ?? '');
  });
}

/** Has a user sign in, and kills Redis while the user's tokens are renewed. Gives the tokens of before, too. */
async function loseRedis(): Promise<{ world: World; before: string | null }> {
  const options = { redis: redis().url, records: undefined, redisTimeoutMs: 300 };
  const world = endAfterTest(await World.start({ options }));
  endAfterTest(world.auth);
  await world.signIn();
  const before = await storedTokens();
  world.advance(3700);
  const held = heldAnswer();
  world.provider.misbehave({ respond: { refresh: held.answer } });
  const asked = world.token().catch(() => undefined);
  await held.handled;
  await redis().kill();
  held.release();
  // The answer to this request cannot be saved either. By then the tokens could not be written.
  await asked;
  return { world, before };
}

describe('tokens that arrive while Redis is away', () => {
  it('invariant 9: are written once it is back, before anybody asks for them', async () => {
    const { world, before } = await loseRedis();
    await redis().start();
    await waitUntil('the tokens are written', async () => (await storedTokens()) !== before);
    expect(await world.token()).toEqual({ token: expect.any(String) });
    expect(await world.call()).toMatchObject({ status: 200 });
    expect([world.provider.calls('refresh'), world.provider.refused]).toEqual([1, []]);
  }, 30_000);

  it('invariant 9: are written after close(), too, if Redis comes back soon', async () => {
    const { world, before } = await loseRedis();
    world.auth.close();
    await redis().start();
    await waitUntil('the tokens are written', async () => (await storedTokens()) !== before);
    expect([world.provider.calls('refresh'), world.provider.refused]).toEqual([1, []]);
  }, 30_000);
});
