import { beforeEach, expect, it } from '@jest/globals';
import { balance } from '../faults/balancer.js';
import { Browser } from '../support/browser.js';
import type { SignInApp } from '../support/sign-in-app.js';
import { useEndAfterTest } from '../support/use.js';
import { useApps } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';
import { useRedis } from '../support/use-redis.js';
import { waitUntil } from '../support/wait-until.js';

const provider = useProvider();
const endAfterTest = useEndAfterTest();
const first = useRedis();
const second = useRedis(() => ({ options: ['--replicaof', '127.0.0.1', String(first().port)] }));
const startApp = useApps(() => ({ client: provider.client }));
let ports: number[];
let app: SignInApp;

beforeEach(async () => {
  ports = [first().port];
  // Like the address of a hosted Redis: it leads to the current master, and after a failover to the new one.
  const address = endAfterTest(await balance(ports));
  app = await startApp({
    options: { redis: `redis://${new URL(address.url).host}`, secret: 'a secret that is long enough for a test' },
  });
});

it('invariant 8: the app leaves a master that becomes a replica with open connections, and uses the new one', async () => {
  const bob = new Browser();
  expect((await bob.signInAt(`${app.url}/me`, 'bob')).status).toBe(200);
  await first().hasReplicas(1);
  await second().run((redis) => redis.replicaof('NO', 'ONE'));
  await first().run((redis) => redis.replicaof('127.0.0.1', second().port));
  ports[0] = second().port;
  const alice = new Browser();
  await waitUntil('somebody signs in', async () => (await alice.open(`${app.url}/me`)).status === 200, 5000);
  expect((await alice.signInAt(`${app.url}/me`, 'alice')).status).toBe(200);
  expect((await bob.get(`${app.url}/me`)).status).toBe(200);
}, 30_000);
