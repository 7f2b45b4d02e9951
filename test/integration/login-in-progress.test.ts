import { setTimeout as wait } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import type { Request } from 'express';
import session from 'express-session';
import { oauth, oidc, requireUser, userOf } from '../../src/index.js';
import type { Auth, OAuth, OAuthOptions } from '../../src/index.js';
import { Browser } from '../support/browser.js';
import { gate } from '../support/gate.js';
import type { Gate } from '../support/gate.js';
import { useNewHostileProvider } from '../support/hostile/use-hostile-provider.js';
import { serve } from '../support/serve.js';
import { useEndAfterTest } from '../support/use.js';
import { waitUntil } from '../support/wait-until.js';
import { WatchedRecords } from '../unit/watched-records.js';

interface Held {
  arrived: Gate;
  released: Gate;
}

const provider = useNewHostileProvider();
const endAfterTest = useEndAfterTest();
let now: number;
let records: WatchedRecords;
let auth: OAuth;
let url: string;
/** While this is there, `getAuth` opens `arrived`, and waits for `released`. */
let held: Held | undefined;

beforeEach(() => {
  now = Date.now();
  held = undefined;
});

type Kind = 'our own sessions' | "the app's own express-session";

async function start(kind: Kind, options: OAuthOptions = {}): Promise<void> {
  const clock = () => now;
  records = new WatchedRecords(clock);
  const app = express();
  if (kind !== 'our own sessions')
    app.use(session({ secret: 'another secret of the app itself', resave: false, saveUninitialized: false }));
  auth = oauth(app, oidc(provider().client), {
    records,
    clock,
    secret: 'a secret that is long enough for a test',
    skip: ['/put', '/data', '/destroy'],
    async getAuth() {
      held?.arrived.open();
      await held?.released.opened;
      return true;
    },
    ...options,
  });
  app.get('/put', (req, res) => void res.json(Object.assign(req.session, { cart: ['apples'], isAdmin: true }).cart));
  app.get('/data', (req, res) => void res.json({ ident: userOf(req)?.ident, ...dataOf(req) }));
  app.get('/me', (req, res) => void res.send(requireUser(req).ident));
  app.get('/token', async (req, res) => {
    const answer = await requireUser(req)
      .accessToken()
      .catch((error: { code: string }) => error.code);
    res.send(answer.startsWith('ERR_') ? answer : 'a token');
  });
  app.get('/id', (req, res) => void res.send(requireUser(req).sessionId));
  app.get('/destroy', (req, res) => void req.session.destroy(() => res.end()));
  ({ url } = endAfterTest(await serve(app)));
}

function dataOf(req: Request): Record<string, unknown> {
  const { cart, isAdmin, role } = req.session as unknown as Record<string, unknown>;
  return { cart, isAdmin, role };
}

const read = async (browser: Browser) => JSON.parse((await browser.get(`${url}/data`)).text) as Record<string, unknown>;

/** The same cookies in a second browser: another tab. */
async function otherTab(browser: Browser): Promise<Browser> {
  const tab = new Browser();
  for (const cookie of await browser.jar.getCookies(url)) await tab.jar.setCookie(cookie.toString(), url);
  return tab;
}

/** Signs in, and does something while `getAuth` runs. Gives the page that the login ends at. */
async function signInWhile(browser: Browser, work: () => Promise<unknown>) {
  held = { arrived: gate(), released: gate() };
  const { arrived, released } = held;
  const page = browser.open(`${url}/login?returnTo=/me`);
  await arrived.opened;
  held = undefined;
  await work();
  released.open();
  return page;
}

describe.each<[Kind]>([['our own sessions'], ["the app's own express-session"]])('invariant 4, in %s:', (kind) => {
  it.each<[how: string, end: (tab: Browser, id: string) => Promise<unknown>]>([
    ['by its id', (_tab, id) => auth.sessions.end(id)],
    [
      'by a sign-out in another tab',
      (tab) => tab.post(`${url}/logout`, {}, { headers: { 'sec-fetch-site': 'same-origin' } }),
    ],
    ['by the app, which destroys it', (tab) => tab.get(`${url}/destroy`)],
  ])('the data of a session that is ended %s while getAuth runs is not in the new one', async (_how, end) => {
    await start(kind);
    const browser = new Browser();
    await browser.open(`${url}/me`);
    await browser.get(`${url}/put`);
    const id = (await browser.get(`${url}/id`)).text;
    const tab = await otherTab(browser);
    expect((await signInWhile(browser, () => end(tab, id))).text).toBe('oidc:alice');
    expect(await read(browser)).toEqual({ ident: 'oidc:alice' });
  });

  it('the old session ends with a second sign-in, although its end cannot be remembered', async () => {
    await start(kind);
    const browser = new Browser();
    await browser.open(`${url}/me`);
    const tab = await otherTab(browser);
    const { setField } = records;
    records.setField = async (key, ...rest) => {
      if (key.includes('gone:')) throw new Error('down');
      await setField.call(records, key, ...rest);
    };
    expect((await browser.open(`${url}/login?returnTo=/me`)).text).toBe('oidc:alice');
    expect((await tab.get(`${url}/me`)).status).toBe(303);
  });

  it('the data of an anonymous session that is destroyed while getAuth runs is not in the new one', async () => {
    await start(kind);
    const browser = new Browser();
    await browser.get(`${url}/put`);
    const tab = await otherTab(browser);
    expect((await signInWhile(browser, () => tab.get(`${url}/destroy`))).text).toBe('oidc:alice');
    expect(await read(browser)).toEqual({ ident: 'oidc:alice' });
  });

  it('what getAuth itself puts into the session stays, also where it was there before', async () => {
    await start(kind, {
      async getAuth(_info, _ident, appSession) {
        held?.arrived.open();
        await held?.released.opened;
        Object.assign(appSession, { role: 'editor' });
        return true;
      },
    });
    const browser = new Browser();
    await browser.open(`${url}/me`);
    await browser.get(`${url}/put`);
    const id = (await browser.get(`${url}/id`)).text;
    await signInWhile(browser, () => auth.sessions.end(id));
    expect(await read(browser)).toEqual({ ident: 'oidc:alice', role: 'editor' });
  });

  it('nor what getAuth has saved and read again, as far as it is the same', async () => {
    await start(kind, {
      async getAuth(_info, _ident, appSession, _state, { req }) {
        held?.arrived.open();
        await held?.released.opened;
        Object.assign(appSession, { role: 'editor' });
        await new Promise((resolve) => appSession.save(resolve));
        await new Promise((resolve) => req.session.reload(resolve));
        return true;
      },
    });
    const browser = new Browser();
    await browser.open(`${url}/me`);
    await browser.get(`${url}/put`);
    const id = (await browser.get(`${url}/id`)).text;
    expect((await signInWhile(browser, () => auth.sessions.end(id))).text).toBe('oidc:alice');
    expect(await read(browser)).toEqual({ ident: 'oidc:alice', role: 'editor' });
  });

  it('endAll() just after a second sign-in was listed leaves no tokens of either session, and revokes them', async () => {
    await start(kind);
    const browser = new Browser();
    await browser.open(`${url}/me`);
    const { fields } = records;
    let isDone = false;
    records.fields = async (key) => {
      const answer = await fields.call(records, key);
      if (!isDone && key.includes('out:')) {
        isDone = true;
        await auth.sessions.endAll('oidc:alice');
      }
      return answer;
    };
    await browser.open(`${url}/login?returnTo=/me`, { until: `${url}/me` });
    expect(isDone).toBe(true);
    expect((await browser.get(`${url}/me`)).status).toBe(303);
    const kept = await Promise.all(records.written().map(async (key) => [key, await records.get(key)] as const));
    expect(kept.filter(([key, value]) => value !== null && key.includes('tok:'))).toEqual([]);
    await waitUntil('both are revoked', async () => provider().calls('revoke') === 2);
  });

  it('the data of a session that goes on to the end comes along, with what getAuth changed in it', async () => {
    await start(kind, {
      getAuth(_info, _ident, appSession) {
        const { cart } = appSession as unknown as { cart?: string[] };
        cart?.push('pears');
        return true;
      },
    });
    const browser = new Browser();
    await browser.get(`${url}/put`);
    await browser.open(`${url}/me`);
    expect(await read(browser)).toEqual({ ident: 'oidc:alice', cart: ['apples', 'pears'], isAdmin: true });
    await browser.open(`${url}/login?returnTo=/me`);
    expect(await read(browser)).toMatchObject({ cart: ['apples', 'pears', 'pears'] });
  });

  it.each([
    ['getAuth runs', (browser: Browser, work: () => Promise<unknown>) => signInWhile(browser, work)],
    [
      'the code is exchanged',
      async (browser: Browser, work: () => Promise<unknown>) => {
        const released = gate();
        provider().misbehave({ respond: { token: (_req, _res, behave) => void released.opened.then(behave) } });
        const asked = provider().nextRequest('token');
        const page = browser.open(`${url}/login?returnTo=/me`);
        await asked;
        await work();
        released.open();
        return page;
      },
    ],
  ])('endAll() while %s ends the login in progress, too', async (_when, signInDuring) => {
    await start(kind);
    const browser = new Browser();
    const page = await signInDuring(browser, () => auth.sessions.endAll('oidc:alice'));
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('ERR_OAUTH_NOT_SIGNED_IN')]);
    provider().misbehave();
    expect((await browser.get(`${url}/me`)).status).toBe(303);
    // The next login is another one, although the clock stands still.
    expect((await browser.open(`${url}/me`)).text).toBe('oidc:alice');
    expect(await auth.sessions.list('oidc:alice')).toHaveLength(1);
  });

  it('endAll() while the user is at the provider ends the login in progress, too', async () => {
    await start(kind);
    const browser = new Browser();
    const begun = await browser.open(`${url}/login?returnTo=/me`, { until: `${url}/redirect` });
    await auth.sessions.endAll('oidc:alice');
    now += 60_000;
    const page = await browser.follow(begun);
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('ERR_OAUTH_NOT_SIGNED_IN')]);
    expect((await browser.open(`${url}/me`)).text).toBe('oidc:alice');
  });

  it.each([
    ['this session ends', 'at the provider', 403],
    ['another session does not end', 'another one', 200],
  ])('front-channel logout of %s the login in progress', async (_whose, sid, status) => {
    await start(kind);
    provider().misbehave({ idToken: (claims) => ({ ...claims, sid: 'at the provider' }) });
    const query = new URLSearchParams({ iss: provider().issuer, sid });
    const page = await signInWhile(new Browser(), () => fetch(`${url}/frontchannel-logout?${query}`));
    expect(page.status).toBe(status);
  });

  it('endAll() of somebody else, and one before the login, do not', async () => {
    await start(kind);
    await auth.sessions.endAll('oidc:alice');
    const browser = new Browser();
    expect((await signInWhile(browser, () => auth.sessions.endAll('oidc:bob'))).text).toBe('oidc:alice');
  });

  it('an app that allows one session only calls endAll() in getAuth: its own login goes on', async () => {
    await start(kind, {
      async getAuth(_info, ident, appSession) {
        Object.assign(appSession, { role: 'editor' });
        await auth.sessions.endAll(ident);
        return true;
      },
    });
    const [phone, desk] = [new Browser(), new Browser()];
    expect((await phone.open(`${url}/me`)).text).toBe('oidc:alice');
    expect((await desk.open(`${url}/me`)).text).toBe('oidc:alice');
    expect((await phone.get(`${url}/me`)).status).toBe(303);
    expect(await auth.sessions.list('oidc:alice')).toHaveLength(1);
    // Signing in again in the same browser, too.
    expect((await desk.open(`${url}/login?returnTo=/me`)).text).toBe('oidc:alice');
    expect(await read(desk)).toEqual({ ident: 'oidc:alice', role: 'editor' });
  });

  it('of two logins at once that both call endAll() in getAuth, at most one stays', async () => {
    await start(kind, {
      async getAuth(_info, ident) {
        await auth.sessions.endAll(ident);
        held?.arrived.open();
        await held?.released.opened;
        return true;
      },
    });
    const [phone, desk] = [new Browser(), new Browser()];
    await signInWhile(phone, async () => void (await desk.open(`${url}/me`)));
    const signedIn = await Promise.all([phone, desk].map(async (each) => (await each.get(`${url}/me`)).status === 200));
    expect(signedIn.filter(Boolean).length).toBeLessThanOrEqual(1);
  });
});

it('invariant 9: a second sign-in without a refresh token goes on with the one that a renewal brings meanwhile', async () => {
  await start('our own sessions');
  const browser = new Browser();
  await browser.open(`${url}/me`);
  now += 3700_000;
  const released = gate();
  provider().misbehave({
    tokenResponse: (body) => ({ ...body, refresh_token: undefined }),
    respond: { refresh: (_req, _res, behave) => void released.opened.then(behave) },
  });
  const tab = await otherTab(browser);
  const asked = provider().nextRequest('refresh');
  const renewal = tab.get(`${url}/token`);
  await asked;
  const page = browser.open(`${url}/login?returnTo=/me`);
  await Promise.race([page, wait(300)]);
  released.open();
  expect([(await page).text, (await renewal).text]).toEqual(['oidc:alice', 'a token']);
  provider().misbehave();
  now += 3700_000;
  expect((await browser.get(`${url}/token`)).text).toBe('a token');
  expect(provider().calls('revoke')).toBe(0);
});

describe('the user of a request at the redirect URI', () => {
  const seen: { inHook: unknown; atAnswer: unknown }[] = [];

  async function startWatching(answer: 'lets in' | 'refuses' | 'throws' = 'lets in'): Promise<void> {
    seen.length = 0;
    const authOf = (req: Request) => [userOf(req)?.ident, (req as { auth?: Auth }).auth?.ident, auth.user(req)?.ident];
    await start('our own sessions', {
      getAuth(_info, _ident, _session, _state, { req }) {
        const inHook = authOf(req);
        seen.push({ inHook, atAnswer: undefined });
        if (answer === 'throws') throw new Error('no');
        if (answer === 'refuses') return false;
        return (request, res) => {
          seen.push({ inHook, atAnswer: authOf(request) });
          res.send('answered');
        };
      },
    });
  }

  it('is nobody in getAuth, and the new user in the function that answers', async () => {
    await startWatching();
    const browser = new Browser();
    await browser.open(`${url}/me`);
    provider().user = 'bob';
    expect((await browser.open(`${url}/login`)).text).toBe('answered');
    expect(seen.at(-1)).toEqual({
      inHook: [undefined, undefined, undefined],
      atAnswer: ['oidc:bob', 'oidc:bob', 'oidc:bob'],
    });
  });

  it.each(['refuses', 'throws'] as const)('is the one of before again where getAuth %s', async (answer) => {
    await startWatching();
    const browser = new Browser();
    await browser.open(`${url}/me`);
    const { port } = new URL(url);
    expect(port).not.toBe('');
    await startWatchingAgain(browser, answer);
  });

  async function startWatchingAgain(browser: Browser, answer: 'refuses' | 'throws'): Promise<void> {
    const kept = records;
    const cookies = await browser.jar.getCookies(url);
    await startWatching(answer);
    for (const key of kept.written()) {
      const value = await kept.get(key);
      if (value !== null) await records.set(key, value, 1000);
    }
    for (const cookie of cookies) await browser.jar.setCookie(cookie.toString(), url);
    provider().user = 'bob';
    await browser.open(`${url}/login`);
    expect(seen.at(-1)?.inHook).toEqual([undefined, undefined, undefined]);
    expect((await browser.get(`${url}/me`)).text).toBe('oidc:alice');
  }
});

describe('a response that comes after the 15 minutes of its login', () => {
  const states: unknown[] = [];

  /** Two instances of one app, whose `getAuth` notes the state that it gets. */
  async function startTwo() {
    states.length = 0;
    const clock = () => now;
    records = new WatchedRecords(clock);
    const app = express();
    const handles = ['shop', 'staff'].map((name) => {
      const router = express.Router();
      const handle = oauth(router, oidc(provider().client), {
        records,
        clock,
        secret: 'a secret that is long enough for a test',
        skip: ['/*/link'],
        getAuth: (_info, _ident, _session, state) => {
          states.push([name, state]);
          return true;
        },
      });
      router.get('/link', (req, res) => void res.send(handle.loginLink(req, { state: { plan: name } })));
      router.get('/me', (req, res) => void res.send(requireUser(req).ident));
      app.use(`/${name}`, router);
      return handle;
    });
    ({ url } = endAfterTest(await serve(app)));
    return handles;
  }

  async function responseAfter(browser: Browser, minutes: number): Promise<string> {
    const link = (await browser.get(`${url}/shop/link`)).text;
    const begun = await browser.open(url + link, { until: `${url}/shop/redirect` });
    now += minutes * 60_000;
    return begun.location ?? '';
  }

  it('starts again with its state at its own instance', async () => {
    await startTwo();
    const browser = new Browser();
    await browser.open(await responseAfter(browser, 16));
    expect(states).toEqual([['shop', { plan: 'shop' }]]);
  });

  it.each([1, 16])('invariant 15: carries no state to another instance, after %i minutes', async (minutes) => {
    await startTwo();
    const browser = new Browser();
    const response = await responseAfter(browser, minutes);
    await browser.open(response.replace('/shop/', '/staff/'));
    expect(states).toEqual([]);
    await browser.open(`${url}/staff/me`);
    expect(states).toEqual([['staff', undefined]]);
  });

  it('invariant 15: a login link with state is refused at another instance', async () => {
    await startTwo();
    const browser = new Browser();
    const link = (await browser.get(`${url}/shop/link`)).text;
    const page = await browser.open(url + link.replace('/shop/', '/staff/'));
    expect([page.status, page.text]).toEqual([400, expect.stringContaining('ERR_OAUTH_LINK_EXPIRED')]);
    expect(states).toEqual([]);
  });
});
