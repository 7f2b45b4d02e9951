import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { Browser } from '../support/browser.js';
import type { SignInApp } from '../support/sign-in-app.js';
import { useEndAfterTest } from '../support/use.js';
import { useApps } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';
import { useRedis } from '../support/use-redis.js';

const LIMIT_MS = 300;
/** Far above the limit, because test machines are slow, but still proof that nothing hangs. */
const SOON_MS = 10 * LIMIT_MS;

const provider = useProvider();
const redis = useRedis();
const endAfterTest = useEndAfterTest();
const startApp = useApps(() => ({ client: provider.client }));
let app: SignInApp;

async function start(client?: Redis): Promise<void> {
  app = await startApp({
    options: {
      redis: client ?? redis().url,
      secret: 'a secret that is long enough for a test',
      redisTimeoutMs: LIMIT_MS,
    },
    routes: (server) =>
      server.post('/write', (req, res) => {
        Object.assign(req.session, { written: Date.now() });
        res.send('written');
      }),
  });
}

async function expectSoon<T>(work: Promise<T>): Promise<T> {
  const from = performance.now();
  const result = await work;
  expect(performance.now() - from).toBeLessThan(SOON_MS);
  return result;
}

async function waitUntilSignedIn(browser: Browser): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const { status } = await browser.get(`${app.url}/me`);
    if (status === 200) return;
    expect(status).toBe(503);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('Redis is back, and its sessions are not');
}

describe.each([
  ['the connection of oauth()', () => undefined],
  [
    "the app's own ioredis client with default options",
    () => {
      const client = new Redis(redis().url);
      client.on('error', () => undefined);
      endAfterTest({ close: () => client.disconnect() });
      return client;
    },
  ],
])('invariant 8: an unavailable Redis, over %s', (_name, client) => {
  it.each(['killed', 'frozen'] as const)(
    '%s: 503 within the time limit, nobody signed in or out, and all data is there after its return',
    async (how) => {
      await start(client());
      const browser = new Browser();
      await browser.signInAt(`${app.url}/me`, 'bob');
      const visitor = new Browser();
      const chooser = await visitor.open(`${app.url}/me`);

      if (how === 'killed') await redis().kill();
      else redis().freeze();

      const page = await expectSoon(browser.get(`${app.url}/me`));
      expect(page.status).toBe(503);
      expect(page.text).toContain('ERR_OAUTH_SESSION_STORE');
      expect(page.headers.get('retry-after')).toBe('10');
      const program = await expectSoon(browser.get(`${app.url}/me`, { headers: { accept: 'application/json' } }));
      expect(program.status).toBe(503);
      expect(JSON.parse(program.text)).toMatchObject({ status: 503, code: 'ERR_OAUTH_SESSION_STORE' });
      // Public pages still answer requests without a session.
      expect((await expectSoon(new Browser().get(`${app.url}/`))).text).toBe('home nobody');
      // No login can begin or end now.
      expect((await expectSoon(new Browser().open(`${app.url}/login`))).status).toBe(503);
      const returned = await expectSoon(visitor.follow(await visitor.clickUser(chooser, 'alice')));
      expect(returned.status).toBe(503);
      expect((await expectSoon(visitor.get(`${app.url}/me`))).status).toBe(303);

      if (how === 'killed') await redis().start();
      else redis().thaw();
      await waitUntilSignedIn(browser);
      expect((await new Browser().signInAt(`${app.url}/me`, 'alice')).status).toBe(200);
    },
    30_000,
  );
});

it('a Redis that fails during a request loses that save, and does not end the process', async () => {
  await start();
  const browser = new Browser();
  const page = await browser.signInAt(`${app.url}/me`, 'bob');
  await redis().run((client) => client.config('SET', 'maxmemory', '1', 'maxmemory-policy', 'noeviction'));
  const failed = once(app.auth.events, 'failure') as Promise<[{ error: { code: string } }]>;
  await browser.post(`${app.url}/write`, {}, { from: page });
  expect((await failed)[0].error.code).toBe('ERR_OAUTH_SESSION_STORE');
  await redis().run((client) => client.config('SET', 'maxmemory', '0'));
  expect((await browser.get(`${app.url}/me`)).status).toBe(200);
});

it('an app starts while Redis is unavailable, and signs in once it is there', async () => {
  await redis().kill();
  await start();
  expect((await expectSoon(new Browser().open(`${app.url}/login`))).status).toBe(503);
  await redis().start();
  let page = await new Browser().open(`${app.url}/login`);
  for (let attempt = 0; page.status === 503 && attempt < 100; attempt += 1)
    page = await new Browser().open(`${app.url}/login`);
  expect((await new Browser().signInAt(`${app.url}/me`, 'bob')).status).toBe(200);
}, 30_000);

it('invariant 8: with a full Redis users stay signed in and can sign out, and nobody else can sign in', async () => {
  await start();
  const [bob, alice, stranger] = [new Browser(), new Browser(), new Browser()];
  await bob.signInAt(`${app.url}/me`, 'bob');
  await alice.signInAt(`${app.url}/me`, 'alice');
  await redis().limitMemory(0, 'noeviction');
  expect((await bob.get(`${app.url}/me`)).status).toBe(200);
  expect((await expectSoon(stranger.open(`${app.url}/me`))).status).toBe(503);
  await alice.post(`${app.url}/logout`, {}, { headers: { 'sec-fetch-site': 'same-origin' } });
  expect((await alice.get(`${app.url}/me`)).status).toBe(303);
  await redis().run((client) => client.config('SET', 'maxmemory', '0'));
  expect((await bob.get(`${app.url}/me`)).status).toBe(200);
  expect((await stranger.open(`${app.url}/me`)).status).toBe(200);
});
