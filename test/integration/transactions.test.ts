import { describe, expect, it } from '@jest/globals';
import type { OAuthOptions, OidcOptions, RecordStore } from '../../src/index.js';
import { MemoryRecords } from '../../src/records/memory-records.js';
import { Browser } from '../support/browser.js';
import type { Page } from '../support/browser.js';
import { freePort } from '../support/free-port.js';
import { startSignInApp } from '../support/sign-in-app.js';
import type { SignInApp } from '../support/sign-in-app.js';
import { useEndAfterTest } from '../support/use.js';
import { useApp } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';

let now = Date.now();
const provider = useProvider();
const app = useApp(() => ({ client: provider.client, options: { clock: () => now } }));

/** Signs in at the provider, and stops at the redirect back to the app. */
async function signInUntilRedirect(browser: Browser, path: string, user = 'bob'): Promise<Page> {
  const chooser = await browser.open(`${app.url}/login?returnTo=${encodeURIComponent(path)}`);
  const clicked =
    chooser.location === undefined && chooser.text.includes('value="bob"')
      ? await browser.clickUser(chooser, user)
      : chooser;
  return browser.follow(clicked, { until: `${app.url}/redirect` });
}

/** Begins a login in each of `count` tabs. Returns the addresses of their responses. */
async function beginInTabs(browser: Browser, count: number): Promise<string[]> {
  const begun: Page[] = [];
  for (let tab = 0; tab < count; tab += 1)
    begun.push(await browser.get(`${app.url}/login?returnTo=${encodeURIComponent(`/me?tab=${tab}`)}`));
  // The first tab signs in at the provider, so the others need no click.
  const back: string[] = [];
  for (const [tab, start] of begun.entries()) {
    const page = await browser.follow(start, { until: `${app.url}/redirect` });
    const done =
      tab === 0 ? await browser.follow(await browser.clickUser(page, 'bob'), { until: `${app.url}/redirect` }) : page;
    back.push(done.location ?? '');
  }
  return back;
}

const cookiesOf = (page: Page) => page.headers.getSetCookie();
const isCleared = (cookie: string) => /=; Max-Age=0;/.test(cookie);

it('of a flood of login cookies each response removes ten, the oldest first, and those of the future before', async () => {
  const browser = new Browser();
  const [genuine = ''] = await beginInTabs(browser, 1);
  const planted = Array.from({ length: 100 }, (_, at) => `oauth-tx-${String(at).padStart(16, '0')}`);
  const future = (now + 3600_000).toString(36);
  for (const [at, name] of planted.entries())
    await browser.jar.setCookie(`${name}=${at % 2 === 0 ? future : 'l0'}.x; Path=/`, app.url);
  for (let login = 0; login < 11; login += 1) {
    const set = cookiesOf(await browser.get(`${app.url}/login`));
    expect(set.filter(isCleared).length).toBeLessThanOrEqual(10);
    expect(set.length).toBeLessThanOrEqual(12);
  }
  const left = (await browser.jar.getCookies(app.url)).filter(({ key }) => key.startsWith('oauth-tx-'));
  expect(left.length).toBeLessThanOrEqual(10);
  expect(left.some(({ key }) => planted.includes(key))).toBe(false);
  expect((await browser.get(genuine)).location).toContain(provider.issuer);
});

it('a Cookie header at the limit of Node costs little, whatever is in it', async () => {
  const names = [
    'a=1',
    'oauth-tx-AAAAAAAAAAAAAAAA=l0.b',
    `oauth-destinations=${'~'.repeat(500)}`,
    'oauth-destinations=a.b~',
  ];
  for (const cookie of names.map((name) => `${name}; `.repeat(15_000 / (name.length + 2)))) {
    const from = performance.now();
    for (let request = 0; request < 20; request += 1)
      expect((await new Browser().get(`${app.url}/login`, { headers: { cookie } })).status).toBe(303);
    expect((performance.now() - from) / 20).toBeLessThan(50);
  }
});

it('foreign cookies with a similar name are left alone, however odd', async () => {
  const browser = new Browser();
  const odd = Array.from({ length: 12 }, (_, at) => `oauth-tx-(${at})=1; oauth-tx-${at}=1`).join('; ');
  const page = await browser.get(`${app.url}/login`, { headers: { cookie: odd } });
  expect(page.status).toBe(303);
  expect(page.headers.getSetCookie()).toEqual([expect.stringMatching(/^oauth-tx-[\w-]{16}=/)]);
});

describe('invariant 1: a login ends only in the browser that began it, once, in time', () => {
  it.each([2, 10])('%i tabs all succeed', async (count) => {
    const browser = new Browser();
    for (const [tab, address] of (await beginInTabs(browser, count)).entries()) {
      expect((await browser.follow(await browser.get(address))).url).toBe(`${app.url}/me?tab=${tab}`);
    }
  });

  it('10 tabs all succeed in reverse order, and all at once', async () => {
    const [browser, parallel] = [new Browser(), new Browser()];
    const back = await beginInTabs(browser, 10);
    for (const [at, address] of back.toReversed().entries())
      expect((await browser.get(address)).location).toBe(`${app.url}/me?tab=${9 - at}`);
    const together = await Promise.all((await beginInTabs(parallel, 10)).map((address) => parallel.get(address)));
    expect(together.map(({ location }) => location)).toEqual(
      Array.from({ length: 10 }, (_, tab) => `${app.url}/me?tab=${tab}`),
    );
  });

  it('an eleventh tab removes the oldest login, which starts again by itself', async () => {
    const browser = new Browser();
    const [oldest = ''] = await beginInTabs(browser, 1);
    for (let tab = 0; tab < 10; tab += 1) {
      now += 1;
      await browser.get(`${app.url}/login`);
    }
    expect((await browser.jar.getCookies(app.url)).filter(({ key }) => key.startsWith('oauth-tx-'))).toHaveLength(10);
    expect((await browser.get(oldest)).location).toContain(`${provider.issuer}/auth?`);
  });

  it('the same callback in another browser signs nobody in there, and leaves the login of the first alone', async () => {
    const [owner, thief] = [new Browser(), new Browser()];
    const back = await signInUntilRedirect(owner, '/me');
    const stolen = await thief.get(back.location ?? '');
    expect(stolen.location).toContain(`${provider.issuer}/auth?`);
    expect((await thief.get(`${app.url}/me`)).status).toBe(303);
    expect((await owner.follow(back)).text).toContain('oidc:bob');
  });

  it('the same callback twice at once signs in once, and a replay leads to the requested page', async () => {
    const browser = new Browser();
    const back = await signInUntilRedirect(browser, '/me?x');
    const answers = await Promise.all([browser.get(back.location ?? ''), browser.get(back.location ?? '')]);
    expect(answers.filter(({ location }) => location === `${app.url}/me?x`)).toHaveLength(1);
    const replayed = await browser.get(back.location ?? '');
    expect(replayed.location).toBe(`${app.url}/me?x`);
  });

  it('after 15 minutes a login has expired, and starts again by itself, once', async () => {
    const browser = new Browser();
    const back = await signInUntilRedirect(browser, '/me?late');
    now += 15 * 60_000 + 1;
    const restarted = await browser.get(back.location ?? '');
    expect(restarted.location).toContain(`${provider.issuer}/auth?`);
    const state = new URL(restarted.location ?? '').searchParams.get('state') ?? '';
    expect(state).toMatch(/\.r$/);
    // It ends at the page that the first login was for.
    expect((await browser.follow(restarted)).url).toBe(`${app.url}/me?late`);
    await browser.jar.removeAllCookies();
    const failed = await browser.follow(await browser.get(`${app.url}/redirect?code=x&state=${state}`));
    expect(failed.status).toBe(400);
    expect(failed.text).toContain('ERR_OAUTH_STATE_UNKNOWN');
  });

  it('begins only with a page visit, not with an image or a script', async () => {
    for (const headers of [
      { 'sec-fetch-dest': 'image', 'sec-fetch-mode': 'no-cors' },
      { 'sec-fetch-dest': 'iframe' },
      { 'sec-fetch-mode': 'cors' },
    ]) {
      const browser = new Browser();
      const page = await browser.get(`${app.url}/login`, { headers });
      expect(page.status).toBe(400);
      expect(page.headers.getSetCookie()).toEqual([]);
    }
  });
});

describe('invariant 14: nothing loops', () => {
  it('a browser that signs in again and again in seconds gets the error page, and can go on later', async () => {
    const browser = new Browser();
    await browser.signInAt(`${app.url}/me`, 'bob');
    let page = await browser.open(`${app.url}/me`);
    let signIns = 0;
    for (; signIns < 20 && page.status === 200; signIns += 1) {
      // Undoes each sign-in, like a proxy that drops the session cookie.
      for (const { key } of await browser.jar.getCookies(app.url))
        if (key === 'sid') await browser.jar.setCookie('sid=; Max-Age=0; Path=/', app.url);
      now += 1000;
      page = await browser.open(`${app.url}/me`);
    }
    expect(signIns).toBe(5);
    expect(page.status).toBe(429);
    expect(page.text).toContain('ERR_OAUTH_LOOP');
    now += 11_000;
    expect((await browser.open(`${app.url}/me`)).status).toBe(200);
  });

  it('a browser without cookies gets the error page after one restart', async () => {
    const browser = new Browser();
    let page = await browser.get(`${app.url}/me`);
    for (let hop = 0; hop < 20 && page.location !== undefined; hop += 1) {
      const mine = page.location.startsWith(app.url);
      page = await browser.get(page.location);
      if (mine) await browser.jar.removeAllCookies();
      if (page.text.includes('value="bob"')) page = await browser.clickUser(page, 'bob');
    }
    expect(page.status).toBe(400);
    expect(page.text).toContain('ERR_OAUTH_STATE_UNKNOWN');
  });
});

describe('a login that was begun before a restart of the app', () => {
  const endAfterTest = useEndAfterTest();
  const records: RecordStore = new MemoryRecords(Date.now);
  const secret = 'a secret that is long enough for a test';
  let port: number;

  interface Changes {
    client?: Partial<OidcOptions>;
    options?: OAuthOptions;
  }

  async function restart({ client, options }: Changes = {}): Promise<SignInApp> {
    const baseUrl = `http://localhost:${port}`;
    return endAfterTest(
      await startSignInApp({
        client: { ...provider.client, ...client },
        options: { records, secret, baseUrl, instance: 'same', ...options },
        port,
      }),
    );
  }

  it.each<[what: string, changes: Changes, code: string | undefined]>([
    ['that changed nothing', {}, undefined],
    ['with another client id', { client: { clientId: 'another' } }, 'ERR_OAUTH_ISSUER_MISMATCH'],
    ['with another instance', { options: { instance: 'another' } }, 'ERR_OAUTH_ISSUER_MISMATCH'],
    ['with another address', { options: { baseUrl: 'http://127.0.0.1:1' } }, 'ERR_OAUTH_ISSUER_MISMATCH'],
    ['with an address that is not fixed any more', { options: { baseUrl: undefined } }, 'ERR_OAUTH_ISSUER_MISMATCH'],
  ])('%s ends only as it began', async (_what, changes, code) => {
    port = await freePort();
    const before = await restart();
    const browser = new Browser();
    const chooser = await browser.open(`${before.url}/me`);
    const back = await browser.follow(await browser.clickUser(chooser, 'bob'), { until: `${before.url}/redirect` });
    await before.close();
    const failed: string[] = [];
    const after = await restart(changes);
    after.auth.events.on('failure', ({ error }) => failed.push(error.code));
    const answer = await browser.get(back.location ?? '');
    expect(failed).toEqual(code === undefined ? [] : [code]);
    expect(answer.headers.getSetCookie().some((cookie) => cookie.startsWith('sid='))).toBe(code === undefined);
  });
});
