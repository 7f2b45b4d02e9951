import { describe, expect, it } from '@jest/globals';
import express from 'express';
import { oauth, oidc } from '../../src/index.js';
import type { Client, OAuthOptions } from '../../src/index.js';
import { Browser, buttons } from '../support/browser.js';
import type { Page } from '../support/browser.js';
import { startProvider } from '../support/processes.js';
import { serve } from '../support/serve.js';
import { useEndAfterTest } from '../support/use.js';
import { useApps } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';

const provider = useProvider();
const endAfterTest = useEndAfterTest();
const startApp = useApps(() => ({
  client: provider.client,
  options: { skip: ['/', '/bye', '/leave'] },
  routes(server, auth) {
    server.get('/bye', (_req, res) => void res.send('bye'));
    server.post('/leave', (req, res) => auth.logout(req, res));
    server.post('/leave-here', (req, res) => auth.logout(req, res, { provider: false }));
  },
}));

const MAY_REMAIN = 'You may still be signed in at the sign-in service';

/** Signs in, and loses the session of the app. The provider's own stays. */
async function loseSession(url: string): Promise<Browser> {
  const browser = new Browser();
  await browser.signInAt(`${url}/login`, 'alice');
  const cookies = await browser.jar.getCookies(url);
  for (const { key, domain, path } of cookies.filter((cookie) => cookie.key === 'sid'))
    await browser.jar.store.removeCookie(domain ?? '', path ?? '', key);
  return browser;
}

/** The address at the provider that an answer leads to. */
function targetOf({ location, headers }: Page): URL | undefined {
  const target = location ?? /^0;url=(.+)$/.exec(headers.get('refresh') ?? '')?.[1];
  return target?.startsWith(provider.issuer) ? new URL(target) : undefined;
}

async function isSignedInAtProvider(browser: Browser, url: string): Promise<boolean> {
  const page = await browser.open(`${url}/login`);
  return !buttons(page).some(({ name }) => name === 'user');
}

describe('after our own session has ended, a logout ends that of the provider', () => {
  it.each<[string, (browser: Browser, url: string) => Promise<Page>]>([
    ['by a form of the app', (browser, url) => browser.post(`${url}/logout`, {})],
    ['by a link of the app', (browser, url) => browser.get(`${url}/logout`, { from: browser.page })],
    ['by auth.logout()', (browser, url) => browser.post(`${url}/leave`, {})],
  ])('%s', async (_name, signOut) => {
    const { url } = await startApp();
    const browser = await loseSession(url);
    const sent = await signOut(browser, url);
    const target = targetOf(sent);
    expect(Object.fromEntries(target?.searchParams ?? [])).toEqual({
      client_id: provider.client.clientId,
      post_logout_redirect_uri: `${url}/logout`,
      state: expect.stringMatching(/^[\w-]{43}$/),
    });
    const done = await browser.follow(await browser.submit(await browser.follow(sent), { logout: 'yes' }));
    expect(done.url).toBe(`${url}/logout?state=${target?.searchParams.get('state')}`);
    expect(done.text).toContain('You are signed out');
    expect(done.text).not.toContain(MAY_REMAIN);
    expect(await isSignedInAtProvider(browser, url)).toBe(false);
  });

  it('and lands at afterLogoutPath', async () => {
    const { url } = await startApp({ options: { afterLogoutPath: '/bye' } });
    const browser = await loseSession(url);
    const asked = await browser.follow(await browser.post(`${url}/logout`, {}));
    expect((await browser.follow(await browser.submit(asked, { logout: 'yes' }))).url).toBe(`${url}/bye`);
  });

  it('also on the second attempt, after the first was given up at the provider', async () => {
    const { url } = await startApp();
    const browser = await loseSession(url);
    const { page } = browser;
    expect(targetOf(await browser.get(`${url}/logout`, { from: page }))).toBeDefined();
    expect(targetOf(await browser.get(`${url}/logout`, { from: page }))).toBeDefined();
  });
});

describe('invariant 13: nobody but the user leads to the provider', () => {
  it.each([
    ['a link of another site', 'GET', { 'sec-fetch-site': 'cross-site' }],
    ['a sibling site', 'GET', { 'sec-fetch-site': 'same-site' }],
    ['a typed address', 'GET', { 'sec-fetch-site': 'none' }],
    ['an image', 'GET', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
    [
      'an old browser',
      'GET',
      { 'sec-fetch-site': undefined, 'sec-fetch-mode': undefined, 'sec-fetch-dest': undefined },
    ],
    ["another site's form", 'POST', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ["another site's form in an old browser", 'POST', { 'sec-fetch-site': undefined, origin: 'https://evil.example' }],
  ] as const)('not %s', async (_name, method, headers) => {
    const { url } = await startApp();
    const browser = await loseSession(url);
    const page =
      method === 'GET'
        ? await browser.get(`${url}/logout`, { headers })
        : await browser.post(`${url}/logout`, { ticket: 'forged' }, { headers });
    expect([page.status, targetOf(page), page.text]).toEqual([200, undefined, expect.stringContaining(MAY_REMAIN)]);
  });
});

describe('the page says that the session of the provider may remain', () => {
  async function serveClients(clients: readonly Client[], options: OAuthOptions = {}): Promise<string> {
    const app = express();
    endAfterTest(oauth(app, clients, { skip: ['/'], ...options }));
    app.get('/', (_req, res) => void res.send('home'));
    return endAfterTest(await serve(app)).url;
  }

  it('where there are several clients', async () => {
    const url = await serveClients(['one', 'two'].map((name) => oidc({ name, ...provider.client })));
    const page = await new Browser().post(`${url}/logout`, {}, { headers: { 'sec-fetch-site': 'same-origin' } });
    expect([page.status, page.text]).toEqual([200, expect.stringContaining(MAY_REMAIN)]);
  });

  it('where the provider has no logout, is away, or is left alone', async () => {
    const away = await startProvider();
    const { issuer, clientId, clientSecret } = away;
    await away.stop();
    const { metadata } = await discover();
    const urls = [
      await serveClients([oidc({ issuer, clientId, clientSecret })]),
      await serveClients([oidc({ ...provider.client, metadata: { ...metadata, end_session_endpoint: undefined } })]),
      await serveClients([oidc(provider.client)], { providerLogout: false }),
    ];
    for (const url of urls) {
      const browser = new Browser();
      const from = await browser.get(`${url}/`);
      for (const page of [
        await browser.post(`${url}/logout`, {}, { from }),
        await browser.get(`${url}/logout`, { from }),
      ])
        expect([page.status, page.text]).toEqual([200, expect.stringContaining(MAY_REMAIN)]);
    }
  });

  it('after a logout that was to leave it alone, also when the page is loaded again', async () => {
    const { url } = await startApp();
    const browser = new Browser();
    const from = await browser.signInAt(`${url}/login`, 'alice');
    const done = await browser.follow(await browser.post(`${url}/leave-here`, {}));
    for (const page of [done, await browser.get(done.url, { from })])
      expect([page.status, page.text]).toEqual([200, expect.stringContaining(MAY_REMAIN)]);
    expect(await isSignedInAtProvider(browser, url)).toBe(true);
  });

  async function discover(): Promise<{ metadata: Record<string, unknown> }> {
    const answer = await fetch(`${provider.issuer}/.well-known/openid-configuration`);
    return { metadata: (await answer.json()) as Record<string, unknown> };
  }
});

it('invariant 14: a provider below our own address that signs out silently, and drops the state, makes no loop', async () => {
  const app = express();
  app.get('/op/end', (_req, res) => res.redirect(303, '/logout'));
  const served = endAfterTest(await serve(app));
  const metadata = {
    issuer: `${served.url}/op`,
    authorization_endpoint: `${served.url}/op/auth`,
    token_endpoint: `${served.url}/op/token`,
    jwks_uri: `${served.url}/op/keys`,
    end_session_endpoint: `${served.url}/op/end`,
  };
  endAfterTest(oauth(app, oidc({ issuer: metadata.issuer, clientId: 'app', metadata }), { skip: ['/'] }));
  app.get('/', (_req, res) => void res.send('home'));
  const browser = new Browser();
  const from = await browser.get(`${served.url}/`);
  for (const sent of [
    await browser.get(`${served.url}/logout`, { from }),
    await browser.post(`${served.url}/logout`, {}, { from }),
  ])
    expect((await browser.follow(sent)).text).toContain('You are signed out');
});
