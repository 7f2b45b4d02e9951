import { describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { requireUser } from '../../src/index.js';
import { digest } from '../../src/shared/digest.js';
import { answerToken } from '../support/answer-token.js';
import { Browser } from '../support/browser.js';
import { useApps } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';
import { useRedis } from '../support/use-redis.js';

const SECRET = 'the first secret, long enough for a test';
const NEXT_SECRET = 'the next secret, long enough for a test';

const provider = useProvider();
const redis = useRedis();
const startApp = useApps(() => ({
  client: provider.client,
  options: { redis: redis().url, secret: SECRET, redisTimeoutMs: 300 },
}));

describe('commands', () => {
  it('an anonymous request without a cookie needs none, guarded or public', async () => {
    const { url } = await startApp();
    await redis().resetCommands();
    for (const path of ['/', '/me', '/nothing', '/login?notice=signed-out', '/error', '/logout'])
      await new Browser().get(url + path);
    await new Browser().get(`${url}/redirect?state=${'a'.repeat(43)}&code=x`);
    await new Browser().get(`${url}/redirect?state=${'a'.repeat(43)}.r&code=x`);
    // Only the restarted login stores its transaction.
    expect(await redis().commands()).toEqual({ set: 1 });
  });

  it('a signed-in request needs one: 1,000 of them need 1,000', async () => {
    const { url } = await startApp();
    const browser = new Browser();
    await browser.signInAt(`${url}/me`, 'bob');
    await redis().resetCommands();
    for (let request = 0; request < 1000; request += 1) expect((await browser.get(`${url}/me`)).status).toBe(200);
    const commands = await redis().commands();
    expect(Object.values(commands).reduce((sum, count) => sum + count, 0)).toBe(1000);
    // The command that reads the session sometimes extends the idle limit, too.
    expect(commands['getex'] ?? 0).toBeLessThanOrEqual(1);
    expect(commands['set']).toBeUndefined();
  });

  it('a whole login needs at most 8', async () => {
    const { url } = await startApp();
    await redis().resetCommands();
    await new Browser().signInAt(`${url}/me`, 'bob');
    const count = Object.values(await redis().commands()).reduce((sum, calls) => sum + calls, 0);
    expect(count).toBeLessThanOrEqual(8);
  });
});

describe('the stored data', () => {
  it('no key contains a cookie or a state, and no value a token, in plain text', async () => {
    const tokens: string[] = [];
    const { url } = await startApp({
      routes: (server) =>
        server.get('/token', async (req, res) => {
          tokens.push(await requireUser(req).accessToken());
          res.end();
        }),
    });
    const browser = new Browser();
    const begun = await browser.open(`${url}/login`);
    const state =
      new URL(begun.request.chain.find((address) => address.includes('state=')) ?? '').searchParams.get('state') ?? '';
    const pending = await redis().run(async (client) => ({
      keys: await client.keys('*'),
      values: await client.mget(await client.keys('*')),
    }));
    expect(pending.keys).toHaveLength(1);
    expect(JSON.stringify(pending)).not.toContain(state);
    await browser.follow(await browser.clickUser(begun, 'bob'));
    await browser.get(`${url}/token`);
    const cookie = (await browser.jar.getCookies(url)).find(({ key }) => key === 'sid')?.value ?? '';
    const id = decodeURIComponent(cookie).slice(2).split('.')[0] ?? '';
    const dump = JSON.stringify(
      await redis().run(async (client) => ({
        keys: await client.keys('*'),
        values: await client.mget(await client.keys('*')),
      })),
    );
    expect(dump).toContain(`oauth:sess:{${digest(id)}}`);
    expect(dump).not.toContain(id);
    expect(tokens).toHaveLength(1);
    expect(dump).not.toContain(tokens[0]);
  });

  it('every key expires', async () => {
    const { url } = await startApp();
    const browser = new Browser();
    await browser.open(`${url}/login`);
    await browser.signInAt(`${url}/me`, 'bob');
    const lives = await redis().run(async (client) =>
      Promise.all((await client.keys('*')).map(async (key) => [key.split(':')[1], await client.ttl(key)] as const)),
    );
    expect(new Set(lives.map(([kind]) => kind))).toEqual(new Set(['ident', 'sess', 'tok', 'tx']));
    for (const [, seconds] of lives) expect(seconds).toBeGreaterThan(0);
  });

  it('a sealed record that was moved, changed or copied to another key cannot be opened', async () => {
    const { url } = await startApp({
      routes: (server) => server.get('/token', answerToken),
    });
    const [one, other] = [new Browser(), new Browser()];
    await one.signInAt(`${url}/me`, 'alice');
    await other.signInAt(`${url}/me`, 'bob');
    await redis().run(async (client) => {
      const [first, second] = await client.keys('oauth:tok:*');
      await client.copy(first ?? '', second ?? '', 'REPLACE');
    });
    const answers = [(await one.get(`${url}/token`)).text, (await other.get(`${url}/token`)).text];
    expect(answers).toContain('ERR_OAUTH_NOT_SIGNED_IN');
    expect(answers.filter((text) => text !== 'ERR_OAUTH_NOT_SIGNED_IN')).toHaveLength(1);
  });
});

describe('another process', () => {
  it('sees the sign-in of the first, and its sign-out', async () => {
    const [one, other] = [await startApp(), await startApp()];
    const browser = new Browser();
    await browser.signInAt(`${one.url}/me`, 'bob');
    expect((await browser.get(`${other.url}/me`)).status).toBe(200);
    await browser.get(`${other.url}/logout`, { from: browser.page });
    expect((await browser.get(`${one.url}/me`)).status).toBe(303);
  });

  it('lists and ends the sessions of the first, and leaves no data of them', async () => {
    const [one, other] = [await startApp(), await startApp()];
    const [phone, desk] = [new Browser(), new Browser()];
    await phone.signInAt(`${one.url}/me`, 'bob');
    await desk.signInAt(`${other.url}/me`, 'bob');
    expect(await other.auth.sessions.list('oidc:bob')).toHaveLength(2);
    expect(await other.auth.sessions.endAll('oidc:bob')).toBe(2);
    expect((await phone.get(`${one.url}/me`)).status).toBe(303);
    expect((await desk.get(`${one.url}/me`)).status).toBe(303);
    const left = await redis().run(async (client) => client.keys('*'));
    // Pending logins, and for two minutes that all sessions were ended, by a digest.
    expect(left.filter((key) => !/:(?:tx|out):/.test(key))).toEqual([]);
  });

  it('with the next secret accepts sessions of the last secret, and finishes its logins', async () => {
    const before = await startApp();
    const [signedIn, pending] = [new Browser(), new Browser()];
    await signedIn.signInAt(`${before.url}/me`, 'bob');
    const chooser = await pending.open(`${before.url}/me`);
    const back = await pending.follow(await pending.clickUser(chooser, 'alice'), {
      until: `${before.url}/redirect`,
    });
    await before.close();
    const after = await startApp({ port: before.port, options: { secret: [NEXT_SECRET, SECRET] } });
    expect((await signedIn.get(`${after.url}/me`)).status).toBe(200);
    expect((await pending.follow(back)).text).toContain('oidc:alice');
    await after.close();
    const rotated = await startApp({ port: before.port, options: { secret: NEXT_SECRET } });
    expect((await signedIn.get(`${rotated.url}/me`)).status).toBe(303);
    expect((await pending.get(`${rotated.url}/me`)).status).toBe(200);
  });
});

describe('ioredis clients', () => {
  it('of the app are used as they are, and are not closed', async () => {
    const client = new Redis(redis().url);
    const { url, auth } = await startApp({ options: { redis: client } });
    const browser = new Browser();
    await browser.signInAt(`${url}/me`, 'bob');
    auth.close();
    expect((await browser.get(`${url}/me`)).status).toBe(200);
    client.disconnect();
  });
});
