import { expect, it } from '@jest/globals';
import { Cluster, Redis } from 'ioredis';
import { Browser } from '../support/browser.js';
import type { Page } from '../support/browser.js';
import { RedisCluster } from '../support/redis-cluster.js';
import { RedisSentinels } from '../support/redis-sentinels.js';
import { useEndAfterTest } from '../support/use.js';
import { useApps } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';
import { waitUntil } from '../support/wait-until.js';

const LIMIT_MS = 500;
/** Long enough for a few commands in a row on a slow machine. */
const SOON_MS = 10 * LIMIT_MS;
const limits = { commandTimeout: LIMIT_MS, connectTimeout: LIMIT_MS, socketTimeout: 1000, maxRetriesPerRequest: 1 };
/** As many users are signed in at the failure as are signing in. They are enough for each master of a cluster to have some. */
const USERS = Array.from({ length: 12 }, (_, at) => `u${at}`);

const provider = useProvider({ users: USERS.flatMap((id) => [{ id }, { id: `${id}-late` }]) });
const endAfterTest = useEndAfterTest();
const startApp = useApps(() => ({ client: provider.client }));

async function start(redis: Redis | Cluster): Promise<string> {
  redis.on('error', () => undefined);
  endAfterTest({ close: () => redis.disconnect() });
  const secret = 'a secret that is long enough for a test';
  return (await startApp({ options: { redis, secret, redisTimeoutMs: LIMIT_MS } })).url;
}

/** Whether the user gets their own page. The only other answer allowed is 503. */
function isSignedIn(user: string, { status, text }: Page): boolean {
  expect([200, 503]).toContain(status);
  if (status === 200) expect(JSON.parse(text)).toMatchObject({ ident: `oidc:${user}` });
  return status === 200;
}

async function expectSoon<T>(work: Promise<T>): Promise<T> {
  const from = performance.now();
  const result = await work;
  expect(performance.now() - from).toBeLessThan(SOON_MS);
  return result;
}

/** The loss of a master, and the failover to another one. */
interface Loss {
  lose: () => Promise<void>;
  failedOver: () => Promise<void>;
}

/** Signed-in users, and others who are just signing in, experience a loss. Returns how many are signed in afterwards. */
async function countSurvivors(url: string, { lose, failedOver }: Loss): Promise<number> {
  const inBefore = USERS.map((user) => ({ user, browser: new Browser() }));
  for (const { user, browser } of inBefore)
    expect(isSignedIn(user, await browser.signInAt(`${url}/me`, user))).toBe(true);
  const late = USERS.map((user) => ({ user: `${user}-late`, browser: new Browser() }));
  const choosers = await Promise.all(late.map(({ browser }) => browser.open(`${url}/me`)));
  await lose();

  const finished = late.map(async ({ user, browser }, at) => {
    const clicked = await browser.clickUser(choosers[at] as Page, user);
    return isSignedIn(user, await expectSoon(browser.follow(clicked)));
  });
  const looked = inBefore.map(async ({ user, browser }) =>
    isSignedIn(user, await expectSoon(browser.get(`${url}/me`))),
  );
  const [lateIn] = await Promise.all([Promise.all(finished), Promise.all(looked)]);

  await failedOver();
  const staying = [...inBefore, ...late.filter((_, at) => lateIn[at])];
  for (const { user, browser } of staying)
    await waitUntil(`${user} is in again`, async () => isSignedIn(user, await browser.get(`${url}/me`)));
  for (const [at, { user, browser }] of late.entries())
    // The provider has a session for this user, so it does not ask again.
    if (!lateIn[at]) await waitUntil(`${user} signs in`, async () => isSignedIn(user, await browser.open(`${url}/me`)));
  return inBefore.length + late.length;
}

it('invariant 8: a cluster that loses a master during logins signs nobody in or out wrongly', async () => {
  const cluster = endAfterTest(await RedisCluster.start());
  const url = await start(new Cluster(cluster.addresses, { slotsRefreshInterval: 500, redisOptions: limits }));
  const survived = await countSurvivors(url, {
    lose: async () => {
      await cluster.nodes[0]?.hasReplicas(1);
      await cluster.nodes[0]?.kill();
    },
    failedOver: () => cluster.failedOver(),
  });
  expect(survived).toBe(2 * USERS.length);
}, 60_000);

it('invariant 8: a paused master that Sentinel replaces signs nobody in or out wrongly', async () => {
  const sentinels = endAfterTest(await RedisSentinels.start());
  const url = await start(new Redis({ sentinels: sentinels.addresses, name: sentinels.name, ...limits }));
  const survived = await countSurvivors(url, {
    lose: async () => {
      await sentinels.firstMaster.hasReplicas(2);
      sentinels.firstMaster.freeze();
    },
    failedOver: () => sentinels.failedOver(),
  });
  expect(survived).toBe(2 * USERS.length);
}, 60_000);
