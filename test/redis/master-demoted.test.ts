import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { balance } from '../faults/balancer.js';
import type { Balancer } from '../faults/balancer.js';
import { Browser } from '../support/browser.js';
import { startProvider } from '../support/processes.js';
import type { ProviderProcess } from '../support/processes.js';
import { RedisServer } from '../support/redis-server.js';
import { signInApp } from '../support/sign-in-app.js';
import type { SignInApp } from '../support/sign-in-app.js';
import { until } from '../support/until.js';

let provider: ProviderProcess;
let first: RedisServer;
let second: RedisServer;
/** The address of the master, as a hosted Redis has one: it leads to one server now, and to another after a failover. */
let address: Balancer;
let ports: number[];
let app: SignInApp;

beforeAll(async () => {
  provider = await startProvider();
});

afterAll(() => provider.stop());

beforeEach(async () => {
  first = await RedisServer.start();
  second = await RedisServer.start({ options: ['--replicaof', '127.0.0.1', String(first.port)] });
  ports = [first.port];
  address = await balance(ports);
  const { issuer, clientId, clientSecret } = provider;
  app = await signInApp({
    client: { issuer, clientId, clientSecret },
    options: { redis: `redis://${new URL(address.url).host}`, secret: 'a secret that is long enough for a test' },
  });
});

afterEach(async () => {
  await app.close();
  await address.close();
  await second.stop();
  await first.stop();
});

it('invariant 8: a master that becomes a replica, its connections open, is left for the new one', async () => {
  const bob = new Browser();
  expect((await bob.signInAt(`${app.url}/me`, 'bob')).status).toBe(200);
  await first.hasReplicas(1);
  await second.run((redis) => redis.replicaof('NO', 'ONE'));
  await first.run((redis) => redis.replicaof('127.0.0.1', second.port));
  ports[0] = second.port;
  const alice = new Browser();
  await until('somebody signs in', async () => (await alice.open(`${app.url}/me`)).status === 200, 5000);
  expect((await alice.signInAt(`${app.url}/me`, 'alice')).status).toBe(200);
  expect((await bob.get(`${app.url}/me`)).status).toBe(200);
}, 30_000);
