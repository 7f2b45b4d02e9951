import { describe, expect, it } from '@jest/globals';
import express from 'express';
import session from 'express-session';
import { oauth, oidc, requireUser } from '../../src/index.js';
import type { OAuth, OAuthOptions, UserSession } from '../../src/index.js';
import { status as statusAnswer } from '../support/hostile/answers.js';
import { CLIENT_ID } from '../support/hostile/client-requests.js';
import { signedWith } from '../support/hostile/provider-keys.js';
import { useHostileProvider } from '../support/hostile/use-hostile-provider.js';
import { Browser } from '../support/browser.js';
import { gate } from '../support/gate.js';
import { serve } from '../support/serve.js';
import { sessionOf } from '../support/session-of.js';
import type { SignInApp, SignInAppOptions } from '../support/sign-in-app.js';
import { useEndAfterTest } from '../support/use.js';
import { useApps } from '../support/use-app.js';
import { WatchedRecords } from '../unit/watched-records.js';

const provider = useHostileProvider();
const endAfterTest = useEndAfterTest();
const startApp = useApps(() => ({ client: provider().client }));
let app: SignInApp;
let records: WatchedRecords;
let now = Date.now();
const events: string[] = [];

async function start(options: OAuthOptions = {}, settings: Partial<SignInAppOptions> = {}): Promise<void> {
  now = Date.now();
  events.length = 0;
  provider().user = 'alice';
  provider().misbehave();
  provider().requests.length = 0;
  const clock = () => now;
  records = (options.records as WatchedRecords | undefined) ?? new WatchedRecords(clock);
  app = await startApp({
    options: { records, clock, secret: 'a secret that is long enough for a test', ...options },
    routes: (server) => {
      server.get('/id', (req, res) => void res.send(requireUser(req).sessionId));
      server.get('/copy', (req, res) => {
        const { auth, signIn: copied } = sessionOf(req);
        req.session.regenerate(() => {
          Object.assign(req.session, { auth, signIn: copied });
          res.end();
        });
      });
      server.get('/start-anew', async (req, res) => {
        const user = requireUser(req);
        await new Promise((resolve) => req.session.regenerate(resolve));
        Object.assign(req.session, { cart: ['apples'] });
        res.json(await user.accessToken().catch((error: { code: string }) => error.code));
      });
      server.get('/cart', (req, res) => void res.json((sessionOf(req) as { cart?: string[] }).cart ?? null));
      server.get('/forget', (req, res) => {
        delete sessionOf(req).auth;
        res.end();
      });
    },
    ...settings,
  });
  app.auth.events.on('signOut', ({ ident, reason }) => events.push(`${ident} ${reason}`));
}

async function signIn(userAgent: string): Promise<Browser> {
  const browser = new Browser();
  expect((await browser.open(`${app.url}/me`, { headers: { 'user-agent': userAgent } })).status).toBe(200);
  now += 1000;
  return browser;
}

const isSignedIn = async (browser: Browser) => (await browser.get(`${app.url}/me`)).status === 200;
const devicesOf = (all: UserSession[]) => all.map(({ device }) => device);

describe('auth.sessions', () => {
  it('lists the sessions of a user, the newest first, without cookie values', async () => {
    await start({ session: { absoluteSeconds: 100 } });
    const phone = await signIn('a phone');
    await signIn('x'.repeat(300));
    provider().user = 'bob';
    await signIn('the device of another user');
    const listed = await app.auth.sessions.list('oidc:alice');
    expect(devicesOf(listed)).toEqual(['x'.repeat(256), 'a phone']);
    expect(listed[1]).toEqual({
      id: (await phone.get(`${app.url}/id`)).text,
      ident: 'oidc:alice',
      client: 'oidc',
      device: 'a phone',
      address: undefined,
      signedInAt: now - 3000,
      endsAt: now - 3000 + 100_000,
    });
    expect(await app.auth.sessions.list('oidc:nobody')).toEqual([]);
    // The store contains neither the user nor the device.
    const dump = JSON.stringify(records.calls.filter(({ key }) => key?.includes('ident:')));
    expect(dump).not.toMatch(/alice|a phone/);
  });

  it('lists the IP address if the app wants that', async () => {
    await start({ session: { rememberAddress: true } });
    await signIn('a phone');
    expect((await app.auth.sessions.list('oidc:alice'))[0]?.address).toMatch(/^(::1|(::ffff:)?127\.0\.0\.1)$/);
  });

  it('ends one of them, revokes its tokens, and leaves the others', async () => {
    await start();
    const [phone, desk] = [await signIn('a phone'), await signIn('a desk')];
    const taken = provider().nextRequest('revoke');
    const id = (await phone.get(`${app.url}/id`)).text;
    expect(await app.auth.sessions.end(id)).toBe(true);
    expect([await isSignedIn(phone), await isSignedIn(desk)]).toEqual([false, true]);
    expect(events).toEqual(['oidc:alice ended']);
    await taken;
    expect(await app.auth.sessions.end(id)).toBe(false);
    expect(devicesOf(await app.auth.sessions.list('oidc:alice'))).toEqual(['a desk']);
    const left = await Promise.all(records.written().map(async (key) => [key, await records.get(key)] as const));
    expect(left.filter(([key, value]) => key.includes('tok:') && value !== null)).toHaveLength(1);
  });

  it('ends all except the current one', async () => {
    await start();
    const [phone, desk, other] = [await signIn('1'), await signIn('2'), await signIn('3')];
    const except = (await desk.get(`${app.url}/id`)).text;
    expect(await app.auth.sessions.endAll('oidc:alice', { except })).toBe(2);
    expect([await isSignedIn(phone), await isSignedIn(desk), await isSignedIn(other)]).toEqual([false, true, false]);
    expect(await app.auth.sessions.endAll('oidc:alice')).toBe(1);
    expect(await isSignedIn(desk)).toBe(false);
  });

  it('a refresh token that has died ends its own session only, not the one that the app has put in its place', async () => {
    await start({ session: { endWithRefreshToken: true }, skip: ['/cart'] });
    const browser = await signIn('a phone');
    now += 3700_000;
    provider().misbehave({ respond: { refresh: statusAnswer(400, '{"error":"invalid_grant"}') } });
    expect((await browser.get(`${app.url}/start-anew`)).text).toBe('"ERR_OAUTH_TOKEN_DEAD"');
    expect((await browser.get(`${app.url}/cart`)).text).toBe('["apples"]');
    expect(events).toEqual([]);
  });

  it('does not list sessions that ended in another way', async () => {
    await start({ session: { idleSeconds: 50, absoluteSeconds: 100 } });
    const [out, forgotten, again] = [await signIn('out'), await signIn('forgotten'), await signIn('again')];
    await out.post(`${app.url}/logout`, {});
    await forgotten.get(`${app.url}/forget`);
    await again.open(`${app.url}/login?returnTo=/me`);
    // The last browser, with its second session.
    expect(await app.auth.sessions.list('oidc:alice')).toHaveLength(1);
    now += 51_000;
    expect(await app.auth.sessions.list('oidc:alice')).toEqual([]);
    now += 50_000;
    expect(await app.auth.sessions.list('oidc:alice')).toEqual([]);
  });

  it('loses no session that begins while the list is read', async () => {
    await start();
    const { set, setField } = records;
    records.set = async (key, ...rest) => {
      await app.auth.sessions.list('oidc:alice');
      await set.call(records, key, ...rest);
      await app.auth.sessions.list('oidc:alice');
    };
    records.setField = async (...given) => {
      await app.auth.sessions.list('oidc:alice');
      await setField.apply(records, given);
      await app.auth.sessions.list('oidc:alice');
    };
    const browser = await signIn('a phone');
    Object.assign(records, { set, setField });
    expect(await app.auth.sessions.endAll('oidc:alice')).toBe(1);
    expect(await isSignedIn(browser)).toBe(false);
  });

  it('lists and ends sessions of a process that already has the next secret', async () => {
    const [old, next] = ['the old secret, which is long enough', 'the next secret, which is long enough'];
    await start({ secret: [next, old] });
    const [phone, desk] = [await signIn('a phone'), await signIn('a desk')];
    const ahead = app;
    const shared = records;
    await start({ secret: old, records: shared });
    expect(await app.auth.sessions.list('oidc:alice')).toHaveLength(2);
    expect(await ahead.auth.sessions.list('oidc:alice')).toHaveLength(2);
    expect(await app.auth.sessions.endAll('oidc:alice')).toBe(2);
    for (const browser of [phone, desk]) expect((await browser.get(`${ahead.url}/me`)).status).toBe(303);
  });

  it('lists a session until the end that was fixed at its sign-in, even when the limit is raised', async () => {
    await start({ session: { absoluteSeconds: 100, idleSeconds: 90 } });
    const browser = await signIn('a phone');
    const [before, shared] = [app, records];
    const { port } = before;
    const began = now;
    const [{ endsAt } = { endsAt: 0 }] = await before.auth.sessions.list('oidc:alice');
    await before.close();
    await start({ session: { absoluteSeconds: 1000, idleSeconds: 900 }, records: shared }, { port });
    now = began + 50_000;
    expect(await isSignedIn(browser)).toBe(true);
    expect(await app.auth.sessions.list('oidc:alice')).toMatchObject([{ endsAt }]);
    now = began + 101_000;
    expect(await isSignedIn(browser)).toBe(false);
    expect(await app.auth.sessions.list('oidc:alice')).toHaveLength(0);
  });

  it('still lists an old session that could not be removed at the next sign-in', async () => {
    await start();
    const browser = await signIn('a phone');
    const thief = new Browser();
    for (const cookie of await browser.jar.getCookies(app.url)) await thief.jar.setCookie(cookie.toString(), app.url);
    const { remove } = records;
    records.remove = () => Promise.reject(new Error('down'));
    await browser.open(`${app.url}/login?returnTo=/me`);
    records.remove = remove;
    expect(await isSignedIn(thief)).toBe(true);
    expect(await app.auth.sessions.list('oidc:alice')).toHaveLength(2);
    expect(await app.auth.sessions.endAll('oidc:alice')).toBe(2);
    expect([await isSignedIn(thief), await isSignedIn(browser)]).toEqual([false, false]);
  });

  it('also ends a session that the app signed out by deleting `session.auth`, and whose sign-in a parallel request restores', async () => {
    const [arrived, released] = [gate(), gate()];
    await start();
    app.app.get('/slow', async (req, res) => {
      Object.assign(req.session, { seen: true });
      arrived.open();
      await released.opened;
      res.end();
    });
    const browser = await signIn('a phone');
    const slow = browser.get(`${app.url}/slow`);
    await arrived.opened;
    await browser.get(`${app.url}/forget`);
    expect(await isSignedIn(browser)).toBe(false);
    expect(await app.auth.sessions.list('oidc:alice')).toEqual([]);
    released.open();
    await slow;
    expect(await app.auth.sessions.list('oidc:alice')).toHaveLength(1);
    await browser.get(`${app.url}/forget`);
    expect(await app.auth.sessions.endAll('oidc:alice')).toBe(1);
    expect(await isSignedIn(browser)).toBe(false);
  });

  it('a sign-in that was copied into another session is invalid: nobody could end that session', async () => {
    await start();
    const browser = await signIn('a phone');
    await browser.get(`${app.url}/copy`);
    expect(await isSignedIn(browser)).toBe(false);
  });

  it('revokes the tokens of a session at the second try after a partial failure', async () => {
    await start();
    await signIn('a phone');
    const { removeFields } = records;
    records.removeFields = () => Promise.reject(new Error('down'));
    const taken = provider().nextRequest('revoke');
    await expect(app.auth.sessions.endAll('oidc:alice')).rejects.toMatchObject({ code: 'ERR_OAUTH_SESSION_STORE' });
    records.removeFields = removeFields;
    await taken;
    expect(await app.auth.sessions.list('oidc:alice')).toEqual([]);
  });

  it.each([[undefined], [5], [null]])('list() and endAll() refuse %p, which is no ident', async (ident) => {
    await start();
    await expect(app.auth.sessions.list(ident as never)).rejects.toMatchObject({ code: 'ERR_OAUTH_CONFIG' });
    await expect(app.auth.sessions.endAll(ident as never)).rejects.toMatchObject({ code: 'ERR_OAUTH_CONFIG' });
  });

  it.each([[''], ['x'], ['.'], [5], [undefined]])('end() refuses %p, which is no id', async (id) => {
    await start();
    await expect(app.auth.sessions.end(id as string)).rejects.toMatchObject({ code: 'ERR_OAUTH_CONFIG' });
  });

  it("works with the app's own express-session, whose store has no query", async () => {
    const sessions = session({ secret: 'another secret of the app itself', resave: false, saveUninitialized: false });
    await start({}, { before: (server) => server.use(sessions) });
    const [phone, desk] = [await signIn('a phone'), await signIn('a desk')];
    expect(await app.auth.sessions.end((await phone.get(`${app.url}/id`)).text)).toBe(true);
    expect([await isSignedIn(phone), await isSignedIn(desk)]).toEqual([false, true]);
    expect(devicesOf(await app.auth.sessions.list('oidc:alice'))).toEqual(['a desk']);
  });

  it.each<[how: string, end: (browser: Browser) => Promise<unknown>, ends: [status: number, text: string]]>([
    // A login in progress is ended, too, as by a logout at the provider.
    ['by an admin', () => app.auth.sessions.endAll('oidc:alice'), [403, 'ERR_OAUTH_NOT_SIGNED_IN']],
    ['by its user', (browser) => browser.post(`${app.url}/logout`, {}), [200, 'oidc:alice']],
  ])(
    'the data of a session that was ended %s does not get into the session of a pending sign-in',
    async (_how, end, [status, text]) => {
      await start();
      app.app.get('/grant', (req, res) => {
        Object.assign(req.session, { isAdmin: true });
        res.end();
      });
      const browser = await signIn('a phone');
      await browser.get(`${app.url}/grant`);
      const released = gate();
      provider().misbehave({ respond: { token: (_req, _res, behave) => void released.opened.then(behave) } });
      const asked = provider().nextRequest('token');
      const again = browser.open(`${app.url}/login?returnTo=/me`);
      await asked;
      await end(browser);
      released.open();
      const page = await again;
      expect(page.status).toBe(status);
      expect(page.text).toContain(text);
      provider().misbehave();
      expect((await browser.open(`${app.url}/me`)).text).not.toContain('isAdmin');
    },
  );

  it('a store that can publish is told of each session that ends, by the digest of its id', async () => {
    await start();
    const published: string[] = [];
    Object.assign(records, {
      publish: async (channel: string, message: string) => void published.push(`${channel} ${message}`),
    });
    await start({ records });
    const [phone, desk] = [await signIn('a phone'), await signIn('a desk')];
    await phone.post(`${app.url}/logout`, {});
    const [, handle] = (await desk.get(`${app.url}/id`)).text.split('.');
    await app.auth.sessions.endAll('oidc:alice');
    expect(published).toEqual([expect.stringMatching(/^oauth:ended [\w-]{43}$/), `oauth:ended ${handle}`]);
  });

  it('a login whose session cannot be listed fails', async () => {
    await start();
    records.setField = () => Promise.reject(new Error('the disk is full'));
    const browser = new Browser();
    expect((await browser.open(`${app.url}/me`)).text).toContain('ERR_OAUTH_SESSION_STORE');
    expect(await isSignedIn(browser)).toBe(false);
  });
});

/** Sends a logout token of the provider to an instance. */
async function sendLogoutToken(instance: string, about: { sub?: string; sid?: string }): Promise<Response> {
  const iat = Math.floor(Date.now() / 1000);
  const claims = { iss: provider().issuer, aud: CLIENT_ID, iat, exp: iat + 60, jti: String(Math.random()), ...about };
  const logoutEvent = { 'http://schemas.openid.net/event/backchannel-logout': {} };
  const logout_token = await signedWith(provider().keys.current, { ...claims, events: logoutEvent });
  return fetch(`${instance}/backchannel-logout`, { method: 'POST', body: new URLSearchParams({ logout_token }) });
}

/** Serves an app with two `oauth()` instances, which share a store and have different limits. */
async function serveInstances(
  limits: { shop?: number; staff?: number } = {},
  before: (server: express.Express) => void = () => undefined,
) {
  const server = express();
  before(server);
  const made = (['shop', 'staff'] as const).map((name) => {
    const instance = express.Router();
    const clock = () => now;
    const { [name]: seconds = 10_000 } = limits;
    const auth = oauth(instance, oidc(provider().client), {
      records,
      clock,
      secret: 'one secret of both, which is long enough',
      session: { absoluteSeconds: seconds, idleSeconds: seconds, cookieName: name },
    });
    instance.get('/me', (req, res) => void res.send(requireUser(req).ident));
    server.use(`/${name}`, instance);
    return auth;
  });
  const [shop, staff] = made as [OAuth, OAuth];
  return { url: endAfterTest(await serve(server)).url, shop, staff };
}

describe('two instances in an app', () => {
  it('the one with the shorter limit removes no active session of the other from the lists', async () => {
    await start();
    const { url, shop, staff } = await serveInstances({ shop: 100 });
    const browser = new Browser();
    await browser.open(`${url}/staff/me`);
    now += 200_000;
    for (const instance of [shop, staff]) expect(await instance.sessions.list('oidc:alice')).toHaveLength(1);
    expect(await shop.sessions.endAll('oidc:alice')).toBe(1);
    expect((await browser.get(`${url}/staff/me`)).status).toBe(303);
  });

  it.each<[how: string, end: (url: string) => Promise<Response>]>([
    ['a logout token', (url) => sendLogoutToken(`${url}/shop`, { sid: 'at the provider' })],
    [
      'front-channel logout',
      (url) =>
        fetch(
          `${url}/shop/frontchannel-logout?${new URLSearchParams({ iss: provider().issuer, sid: 'at the provider' })}`,
        ),
    ],
  ])(
    'the one with the shorter limit does not shorten the list in which %s finds sessions of the other',
    async (_how, end) => {
      await start();
      provider().misbehave({ idToken: (claims) => ({ ...claims, sid: 'at the provider' }) });
      const { url } = await serveInstances({ shop: 100 });
      const browser = new Browser();
      await browser.open(`${url}/staff/me`);
      await browser.open(`${url}/shop/me`);
      now += 101_000;
      expect((await browser.get(`${url}/staff/me`)).status).toBe(200);
      expect((await end(url)).status).toBe(200);
      expect((await browser.get(`${url}/staff/me`)).status).toBe(303);
    },
  );

  it("a session in the app's own express-session that the one with the shorter limit replaced stays ended", async () => {
    await start();
    const sessions = session({ secret: 'another secret of the app itself', resave: false, saveUninitialized: false });
    const [arrived, released] = [gate(), gate()];
    const { url } = await serveInstances({ shop: 100 }, (server) => {
      server.use(sessions);
      // A request that reads the session before its end, and writes it afterwards.
      server.use('/slow', (req, res) => {
        Object.assign(req.session, { seen: true });
        arrived.open();
        void released.opened.then(() => req.session.save(() => res.end()));
      });
    });
    const browser = new Browser();
    await browser.open(`${url}/staff/me`);
    const late = new Browser();
    for (const cookie of await browser.jar.getCookies(url)) await late.jar.setCookie(cookie.toString(), url);
    const written = late.get(`${url}/slow`);
    await arrived.opened;
    await browser.open(`${url}/shop/me`);
    released.open();
    await written;
    now += 101_000;
    expect((await late.get(`${url}/staff/me`)).status).toBe(303);
  });

  it("a session in the app's own express-session that the one with the shorter limit ended stays ended", async () => {
    await start();
    const sessions = session({ secret: 'another secret of the app itself', resave: false, saveUninitialized: false });
    const { url, shop } = await serveInstances({ shop: 100 }, (server) => server.use(sessions));
    const browser = new Browser();
    await browser.open(`${url}/staff/me`);
    expect(await shop.sessions.endAll('oidc:alice')).toBe(1);
    now += 101_000;
    expect((await browser.get(`${url}/staff/me`)).status).toBe(303);
  });
});

it('a logout token at one instance ends the sessions of the same registration at the other', async () => {
  await start();
  const both = await serveInstances();
  const browser = new Browser();
  expect((await browser.open(`${both.url}/staff/me`)).text).toBe('oidc:alice');
  expect((await sendLogoutToken(`${both.url}/shop`, { sub: 'alice' })).status).toBe(200);
  expect((await browser.get(`${both.url}/staff/me`)).status).toBe(303);
});

it('only the clock of the provider decides between a logout and the next sign-in', async () => {
  await start();
  const { url } = await serveInstances();
  // The process that gets the logout token has a clock that is ahead.
  now += 3000;
  expect((await sendLogoutToken(`${url}/shop`, { sub: 'alice' })).status).toBe(200);
  now -= 2000;
  provider().misbehave({ idToken: (claims) => ({ ...claims, iat: Math.floor(Date.now() / 1000) + 2 }) });
  expect((await new Browser().open(`${url}/staff/me`)).text).toBe('oidc:alice');
});

it('a store may return undefined for a record without fields', async () => {
  await start();
  const { fields } = records;
  records.fields = async (key) => {
    const all = await fields.call(records, key);
    return Object.keys(all).length > 0 ? all : (undefined as unknown as typeof all);
  };
  expect(await isSignedIn(await signIn('a phone'))).toBe(true);
});
