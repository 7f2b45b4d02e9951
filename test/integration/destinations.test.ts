import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import express from 'express';
import express4 from 'express4';
import sessions from 'express-session';
import { oauth, oidc } from '../../src/index.js';
import type { OAuthOptions, RecordStore } from '../../src/index.js';
import { MemoryRecords } from '../../src/records/memory-records.js';
import { Browser, buttons } from '../support/browser.js';
import type { Page } from '../support/browser.js';
import { serve } from '../support/serve.js';
import type { SignInAppOptions } from '../support/sign-in-app.js';
import { useEndAfterTest } from '../support/use.js';
import { useApps } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';

const MINUTE = 60_000;
const provider = useProvider();
const endAfterTest = useEndAfterTest();
const states: unknown[] = [];
let now = Date.now();
let url: string;

const startApp = useApps(() => ({
  client: provider.client,
  options: {
    clock: () => now,
    getAuth: (_info, _ident, _session, state) => {
      states.push(state);
      return true;
    },
  },
}));

async function start(own: Partial<SignInAppOptions> = {}): Promise<void> {
  states.length = 0;
  now = Date.now();
  const app = await startApp({
    routes: (server, auth) => {
      server.get('/link', (req, res) => {
        const { size, to } = req.query as Record<string, string | undefined>;
        res.send(
          auth.loginLink(req, { state: { plan: randomBytes(Number(size ?? 3)).toString('base64url') }, returnTo: to }),
        );
      });
      server.get('/enter', (req, res) => void auth.login(req, res, { returnTo: req.originalUrl }));
      server.get(/^\/deep/, auth.require({ maxAge: 60 }), (req, res) => void res.send(req.originalUrl));
    },
    ...own,
    options: { skip: ['/', '/link', '/enter'], ...own.options },
  });
  ({ url } = app);
}

/** Begins a login, signs in at the provider, and returns the address of the response, which is not opened yet. */
async function respond(browser: Browser, path: string): Promise<string> {
  const page = await browser.follow(await browser.get(url + path), { until: `${url}/redirect` });
  const done = page.text.includes('value="bob"')
    ? await browser.follow(await browser.clickUser(page, 'bob'), { until: `${url}/redirect` })
    : page;
  return done.location ?? '';
}

const loginTo = (path: string): string => `/login?${new URLSearchParams({ returnTo: path })}`;

async function cookieNamed(browser: Browser, end: string): Promise<string> {
  return (await browser.jar.getCookies(url)).find(({ key }) => key.endsWith(end))?.cookieString() ?? '';
}

async function removeCookie(browser: Browser, name: string): Promise<void> {
  await browser.jar.setCookie(`${name}=; Max-Age=0; Path=/`, url);
}

/** Opens a response whose answer never arrives: the cookies of the browser stay as they were. */
async function loseAnswer(browser: Browser, callback: string): Promise<void> {
  const { jar } = browser;
  const before = await jar.serialize();
  expect((await browser.get(callback)).status).toBe(303);
  await jar.removeAllCookies();
  for (const { key, value } of before.cookies) await jar.setCookie(`${key}=${value}; Path=/`, url);
}

describe.each<[string, Partial<SignInAppOptions>]>([
  ['Express 5', {}],
  ['Express 4', { make: express4 }],
  [
    "the app's own express-session",
    { before: (app) => void app.use(sessions({ secret: 's', resave: false, saveUninitialized: false })) },
  ],
])('with %s, the destination of a login', (_what, settings) => {
  it('whose answer was lost is where a reload ends', async () => {
    await start(settings);
    const browser = new Browser();
    const callback = await respond(browser, loginTo('/me?lost'));
    await loseAnswer(browser, callback);
    expect((await browser.open(callback)).url).toBe(`${url}/me?lost`);
  });

  it('that took too long is where it ends when it has started again', async () => {
    await start(settings);
    const browser = new Browser();
    const callback = await respond(browser, loginTo('/me?slow'));
    now += 16 * MINUTE;
    await removeCookie(browser, 'oauth-tx-');
    expect((await browser.open(callback)).url).toBe(`${url}/me?slow`);
  });

  it('that is long over is where a signed-in user goes back to', async () => {
    await start(settings);
    const browser = new Browser();
    const first = await respond(browser, loginTo('/me?first'));
    const second = await respond(browser, loginTo('/me?second'));
    await browser.get(first);
    await browser.get(second);
    now += 5 * 60 * MINUTE;
    expect((await browser.get(first)).location).toBe(`${url}/me?first`);
    expect((await browser.get(second)).location).toBe(`${url}/me?second`);
  });
});

describe('the destinations of ended logins', () => {
  it('of ten tabs that come back too late are all found', async () => {
    await start();
    const browser = new Browser();
    const callbacks: string[] = [];
    for (let tab = 0; tab < 10; tab += 1) callbacks.push(await respond(browser, loginTo(`/me?tab=${tab}`)));
    now += 16 * MINUTE;
    for (const [tab, callback] of callbacks.toReversed().entries())
      expect((await browser.open(callback)).url).toBe(`${url}/me?tab=${9 - tab}`);
  });

  it('are kept for a day', async () => {
    await start({ options: { session: { idleSeconds: 200_000 } } });
    const browser = new Browser();
    const [early, late] = [await respond(browser, loginTo('/me?early')), await respond(browser, loginTo('/me?late'))];
    now += 24 * 60 * MINUTE - 1;
    expect((await browser.open(early)).url).toBe(`${url}/me?early`);
    now += 1;
    await removeCookie(browser, 'sid');
    await removeCookie(browser, 'oauth-restarted');
    expect((await browser.open(late)).url).toBe(`${url}/`);
  });

  it('take one cookie of at most 3,000 bytes, which holds the newest that fit', async () => {
    await start();
    const browser = new Browser();
    const path = (at: number): string => `/me?${at}=${randomBytes(150).toString('hex')}`;
    const paths = Array.from({ length: 30 }, (_, at) => path(at));
    const callbacks: string[] = [];
    for (const each of paths) {
      callbacks.push(await respond(browser, loginTo(each)));
      expect((await cookieNamed(browser, 'destinations')).length).toBeLessThanOrEqual(3000);
    }
    await browser.get(callbacks.at(-1) ?? '');
    const found: boolean[] = [];
    for (const [at, callback] of callbacks.entries())
      found.push((await browser.get(callback)).location === url + paths[at]);
    const kept = found.filter(Boolean).length;
    expect(kept).toBeGreaterThan(5);
    expect(found.slice(-kept)).toEqual(Array.from({ length: kept }, () => true));
  });

  it('reveal nothing, are HttpOnly, Lax, and of this host where that can be', async () => {
    await start({
      options: { baseUrl: 'https://localhost:65000' },
      before: (app) => void app.set('trust proxy', true),
    });
    const page = await new Browser().get(`${url}${loginTo('/secret/place')}`, {
      headers: { 'x-forwarded-proto': 'https' },
    });
    const cookie = page.headers.getSetCookie().find((each) => each.includes('destinations')) ?? '';
    expect(cookie).toMatch(
      /^__Host-oauth-destinations=[\w.~-]+; Max-Age=86400; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(Buffer.from(cookie, 'base64url').toString('latin1') + cookie).not.toContain('secret');
  });

  it('are of no use to another browser, for another login, or after a change', async () => {
    await start();
    const [browser, thief] = [new Browser(), new Browser()];
    const callback = await respond(browser, loginTo('/me?mine'));
    await browser.get(callback);
    await thief.signInAt(`${url}/login`, 'alice');
    expect((await thief.get(callback)).location).toBe(`${url}/`);
    const [, id = '', ticket = ''] =
      /destinations=([\w-]+)\.([\w-]+)/.exec(await cookieNamed(browser, 'destinations')) ?? [];
    const forged = [`${id}.${ticket}x`, `${id}.x`, `${id}.${ticket.slice(4)}`];
    for (const value of [...forged, ticket, '~~.~', '%', `${id}.`, `${id.slice(1)}_.${ticket}`]) {
      await thief.jar.setCookie(`oauth-destinations=${value}; Path=/`, url);
      expect((await thief.get(callback)).location).toBe(`${url}/`);
    }
  });

  it('of several instances on one host do not disturb each other, and none takes that of another', async () => {
    const records: RecordStore = new MemoryRecords(() => now);
    const app = express();
    for (const [name, secret] of [
      ['shop', 'one'],
      ['staff', 'one'],
      ['other', 'two'],
    ]) {
      const router = express.Router();
      const options: OAuthOptions = {
        clock: () => now,
        records,
        secret: `secret number ${secret} of these, long enough`,
      };
      oauth(router, oidc(provider.client), options);
      router.get('/me', (req, res) => void res.send(`${name} ${req.url}`));
      app.use(`/${name}`, router);
    }
    ({ url } = endAfterTest(await serve(app)));
    const browser = new Browser();
    const callbacks: Record<string, string> = {};
    for (const name of ['shop', 'staff', 'other']) {
      const page = await browser.follow(await browser.get(`${url}/${name}/me?deep`), {
        until: `${url}/${name}/redirect`,
      });
      const done = page.text.includes('value="bob"') ? await browser.clickUser(page, 'bob') : page;
      callbacks[name] = (await browser.follow(done, { until: `${url}/${name}/redirect` })).location ?? '';
    }
    now += 16 * MINUTE;
    for (const name of ['shop', 'staff', 'other']) {
      await removeCookie(browser, 'oauth-restarted');
      expect((await browser.open(callbacks[name] ?? '')).text).toBe(`${name} /me?deep`);
    }
    const atStaff = (callbacks['shop'] ?? '').replace('/shop/', '/staff/');
    await removeCookie(browser, 'oauth-restarted');
    await browser.open(`${url}/staff/me`);
    const refused = await browser.follow(await browser.get(atStaff));
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('ERR_OAUTH_STATE_UNKNOWN')]);
  });

  it('are offered by the error page where a login may not start again', async () => {
    await start();
    const browser = new Browser();
    const callback = await respond(browser, loginTo('/me?kept'));
    now += 16 * MINUTE;
    const refused = callback.replace(/code=[^&]+/, 'error=access_denied');
    const page = await browser.open(refused);
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('/login?returnTo=%2Fme%3Fkept')]);
  });
});

describe('the state of a login link', () => {
  it('is kept with its destination when the login takes too long', async () => {
    await start();
    const browser = new Browser();
    const callback = await respond(browser, (await browser.get(`${url}/link?to=/me`)).text);
    now += 16 * MINUTE;
    expect((await browser.open(callback)).url).toBe(`${url}/me`);
    expect(states).toEqual([{ plan: expect.stringMatching(/^[\w-]{4}$/) }]);
  });

  it('that is too large to be kept is an error that says so, and never a login without it', async () => {
    await start();
    const browser = new Browser();
    const link = (await browser.get(`${url}/link?to=/me&size=2100`)).text;
    const callback = await respond(browser, link);
    now += 16 * MINUTE;
    const page = await browser.open(callback);
    expect([page.status, page.text]).toEqual([400, expect.stringContaining('ERR_OAUTH_LINK_EXPIRED')]);
    expect(states).toEqual([]);
  });
});

describe('an address of up to 4,000 characters', () => {
  const longest = `/me?${'x'.repeat(3992)}`;

  it.each([
    ['a visit of the page', longest],
    ['a visit of the page, with much to encode', `/me?${'%C3%A4'.repeat(360)}`],
  ])('is kept through the login after %s, and when the answer is lost', async (_how, path) => {
    await start();
    const browser = new Browser();
    const callback = await respond(browser, path);
    expect((await browser.get(callback)).location).toBe(url + path);
    expect((await browser.open(url + path)).status).toBe(200);
  });

  it('is kept through a step-up and a login link', async () => {
    await start();
    const browser = new Browser();
    await browser.signInAt(`${url}/me`, 'bob');
    now += 5 * MINUTE;
    const deep = `/deep?${randomBytes(2900).toString('base64url').slice(0, 3980)}`;
    const asked = await browser.get(url + deep);
    expect(asked.location).toContain(`${url}/login/oidc?ticket=`);
    // The provider has the real time.
    now = Date.now();
    const page = await browser.follow(asked);
    const done = page.url.startsWith(url) ? page : await browser.follow(await browser.clickUser(page, 'bob'));
    expect(done.text).toBe(deep);
  });

  it('that was too long for the cookie is told to be lost when the login took too long', async () => {
    await start();
    const browser = new Browser();
    const callback = await respond(browser, loginTo(`/me?${randomBytes(2900).toString('base64url').slice(0, 3900)}`));
    now += 16 * MINUTE;
    const page = await browser.open(callback);
    expect(page.status).toBe(200);
    expectNotice(page, '/login/oidc');
  });
});

describe('an address of more than 4,000 characters is dropped with a word to the user', () => {
  const tooLong = `/me?${'x'.repeat(3993)}`;

  it.each([
    ['when the page is asked for', tooLong],
    ['when a link of the app names it', loginTo(tooLong)],
    ['when a link to one client names it', loginTo(tooLong).replace('/login', '/login/oidc')],
    ['when it is too long only as the browser encodes it', loginTo(`/me?${'\u00E9'.repeat(600)}`)],
    ['when a program of the app begins the login', `/enter?${'x'.repeat(4000)}`],
  ])('%s', async (_when, path) => {
    await start();
    const browser = new Browser();
    const page = await browser.open(url + path);
    expectNotice(page, '/login/oidc');
    expect((await browser.signInAt(`${url}/login/oidc`, 'bob')).url).toBe(`${url}/`);
  });

  it('when a link with state names it, and the state is kept', async () => {
    await start();
    const browser = new Browser();
    const link = (await browser.get(`${url}/link?to=${tooLong}`)).text;
    const page = await browser.open(url + link);
    const href = expectNotice(page, '/login/oidc?ticket=');
    expect((await browser.signInAt(url + href, 'bob')).url).toBe(`${url}/`);
    expect(states).toHaveLength(1);
  });

  it('when a link names it, which is too long only as the browser encodes it', async () => {
    await start();
    const browser = new Browser();
    const link = await browser.get(`${url}/link?to=/me?${'%C3%A9'.repeat(600)}`);
    expect(link.status).toBe(200);
    expectNotice(await browser.open(url + link.text), '/login/oidc?ticket=');
  });

  it('when a step-up is needed', async () => {
    await start();
    const browser = new Browser();
    await browser.signInAt(`${url}/me`, 'bob');
    now += 5 * MINUTE;
    const page = await browser.open(`${url}/deep?${'x'.repeat(4000)}`);
    expect(page.status).toBe(200);
    expectNotice(page, '/login/oidc?ticket=');
  });

  it('when the provider begins the login', async () => {
    await start();
    const browser = new Browser();
    const query = { iss: provider.issuer, target_link_uri: url + tooLong };
    const page = await browser.open(`${url}/login?${new URLSearchParams(query)}`);
    expect(page.status).toBe(200);
    expectNotice(page, '/login/oidc');
    const posted = { ...query, target_link_uri: url + tooLong + 'x'.repeat(9000) };
    expectNotice(await browser.follow(await browser.post(`${url}/login`, posted, { from: undefined })), '/login/oidc');
  });

  it('and a program is sent to the same page', async () => {
    await start();
    const answer = await fetch(url + tooLong, { headers: { accept: 'application/json' } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('form-action="/login?notice=destination-lost"');
  });

  it('of which a longest one leads neither to an error nor to a header that Node refuses, with every cookie set', async () => {
    await start();
    const browser = new Browser();
    for (let tab = 0; tab < 12; tab += 1)
      await browser.get(url + loginTo(`/me?${tab}${randomBytes(1400).toString('base64url')}`));
    const cookies = await browser.jar.getCookieString(url);
    expect(cookies.length).toBeLessThan(4200);
    expect((await browser.get(`${url}/me?${'x'.repeat(3992)}`)).status).toBe(303);
    expect((await browser.get(`${url}/me?${'x'.repeat(9000)}`)).status).toBe(303);
  });
});

function expectNotice(page: Page, href: string): string {
  expect(page.status).toBe(200);
  expect(page.text).toContain('too long to be kept');
  const found = [...page.text.matchAll(/href="([^"]+)"/g)].map(([, each = '']) => each);
  expect(found).toEqual([expect.stringMatching(new RegExp(`^${href.replace('?', '\\?')}`))]);
  expect(buttons(page)).toEqual([]);
  return (found[0] ?? '').replaceAll('&amp;', '&');
}
