import { expect, it } from '@jest/globals';
import { oauth, oidc } from '../../src/index.js';
import { heldAnswer } from '../support/hostile/answers.js';
import { World } from '../support/hostile/world.js';
import { TokenTable } from '../support/token-table.js';
import { useEndAfterTest } from '../support/use.js';
import { useRedis } from '../support/use-redis.js';
import { waitUntil } from '../support/wait-until.js';

const redis = useRedis();
const endAfterTest = useEndAfterTest();

/** The key and the holder of the only lock. */
async function findLock(): Promise<{ key: string; holder: string | null }> {
  return redis().run(async (client) => {
    const [key = ''] = await client.keys('*/lock');
    return { key, holder: await client.get(key) };
  });
}

it('invariant 9: a refresh token is not sent again when Redis was away for longer than a lock lives during the refresh', async () => {
  const tokenStore = new TokenTable();
  const options = { redis: redis().url, tokenStore, redisTimeoutMs: 300 };
  const patient = { timeoutSeconds: 20 };
  const world = endAfterTest(await World.start({ options: { ...options, records: undefined }, client: patient }));
  endAfterTest(world.auth);
  const clock = () => world.now;
  const client = { ...world.provider.client, ...patient, name: 'oidc', apiBase: `${world.provider.issuer}/`, clock };
  const secret = 'a secret of more than 32 characters';
  const other = endAfterTest(oauth(null, oidc(client), { ...options, secret, clock }));
  await world.signIn();
  expect((await other.fetch('oidc:alice', 'api')).status).toBe(200);
  world.advance(3700);
  const held = heldAnswer();
  world.provider.misbehave({ respond: { refresh: held.answer } });
  const first = world.auth.fetch('oidc:alice', 'api');
  await held.handled;
  const { key, holder } = await findLock();
  await redis().kill();
  await redis().start();
  const reachesRedis = () =>
    other.sessions.list('oidc:alice').then(
      () => true,
      () => false,
    );
  await waitUntil('the other process reaches Redis', reachesRedis);
  // As if Redis had been away for longer.
  await redis().run((admin) => admin.del(key));
  const second = other.fetch('oidc:alice', 'api');
  await waitUntil('the first process has its lock again', async () => (await findLock()).holder === holder);
  held.release();
  expect([(await first).status, (await second).status]).toEqual([200, 200]);
  expect([world.provider.calls('refresh'), world.provider.refused]).toEqual([1, []]);
}, 40_000);
