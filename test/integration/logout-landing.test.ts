import { describe, expect, it } from '@jest/globals';
import express from 'express';
import express4 from 'express4';
import type { OAuthOptions } from '../../src/index.js';
import { Browser } from '../support/browser.js';
import type { Page } from '../support/browser.js';
import type { SignInApp, SignInAppOptions } from '../support/sign-in-app.js';
import { useApps } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';

const provider = useProvider();
const startApp = useApps(() => ({
  client: provider.client,
  options: { skip: ['/', '/bye', '/plans'] },
  routes(server, auth) {
    server.get('/bye', (_req, res) => void res.send('bye'));
    server.get('/plans', (_req, res) => void res.send('plans'));
    server.post('/leave', (req, res) => auth.logout(req, res, { returnTo: '/plans' }));
    server.post('/leave-here', (req, res) => auth.logout(req, res, { returnTo: '/plans', provider: false }));
  },
}));

async function signedIn(own: Partial<SignInAppOptions> & { options?: OAuthOptions }): Promise<[SignInApp, Browser]> {
  const app = await startApp(own);
  const browser = new Browser();
  await browser.signInAt(`${app.url}/login`, 'alice');
  return [app, browser];
}

/** Goes through the logout at the provider. Checks that it gets the registered address. */
async function signOutAtProvider(browser: Browser, sent: Page, { url }: SignInApp): Promise<Page> {
  const target = sent.location ?? /^0;url=(.+)$/.exec(sent.headers.get('refresh') ?? '')?.[1] ?? '';
  const asked = await browser.follow(sent);
  expect(new URL(target).searchParams.get('post_logout_redirect_uri')).toBe(`${url}/logout`);
  expect(asked.url).toContain(provider.issuer);
  return browser.follow(await browser.submit(asked, { logout: 'yes' }));
}

describe('after the logout at the provider, the user lands', () => {
  it.each<[where: string, path: string, options: OAuthOptions, landing: string]>([
    ['at the option afterLogoutPath', '/logout', { afterLogoutPath: '/bye' }, '/bye'],
    ['at the path of onLogout', '/logout', { onLogout: (_req, ident) => `/bye?from=${ident}` }, '/bye?from=oidc:alice'],
    ['at the returnTo of logout()', '/leave', {}, '/plans'],
    ['at returnTo, before afterLogoutPath', '/leave', { afterLogoutPath: '/bye' }, '/plans'],
    ['at the path of onLogout, before returnTo', '/leave', { onLogout: () => '/bye' }, '/bye'],
    ['at the default, as onLogout answers true', '/leave', { onLogout: () => true }, '/plans'],
  ])('%s', async (_name, path, options, landing) => {
    const [app, browser] = await signedIn({ options });
    const done = await signOutAtProvider(browser, await browser.post(app.url + path, {}), app);
    expect(done.url).toBe(app.url + landing);
    // Once: the next logout has its own.
    expect((await browser.open(`${app.url}/logout?state=x`)).url).toBe(`${app.url}/logout?state=x`);
    expect((await browser.get(`${app.url}/me`)).status).toBe(303);
  });

  it.each([
    ['Express 4', express4],
    ['Express 5', express],
  ])('below the path of a router, with %s', async (_version, make) => {
    const [app, browser] = await signedIn({ make, options: { afterLogoutPath: '/bye?x=%20y#z' } });
    const done = await signOutAtProvider(browser, await browser.get(`${app.url}/logout`, { from: browser.page }), app);
    expect(done.request.chain.at(-1)).toBe(`${app.url}/bye?x=%20y#z`);
  });
});

it('without a logout at the provider, the user lands at once', async () => {
  const [app, browser] = await signedIn({ options: { afterLogoutPath: '/bye' } });
  expect((await browser.post(`${app.url}/leave-here`, {})).location).toBe(`${app.url}/plans`);
  const [local, other] = await signedIn({ options: { afterLogoutPath: '/bye', providerLogout: false } });
  expect((await other.post(`${local.url}/logout`, {})).location).toBe(`${local.url}/bye`);
});

it('a function of onLogout answers itself: nobody is sent to the provider', async () => {
  const [app, browser] = await signedIn({ options: { onLogout: () => (_req, res) => res.send('own answer') } });
  const answer = await browser.post(`${app.url}/logout`, {});
  expect([answer.status, answer.text]).toEqual([200, 'own answer']);
  expect((await browser.get(`${app.url}/me`)).status).toBe(303);
});

describe('the cookie that keeps the landing page', () => {
  const headers = { 'x-forwarded-proto': 'https' };
  const options = { afterLogoutPath: '/bye' };

  it('is sealed, short-lived, and __Host- on https', async () => {
    const { url } = await startApp({
      before: (server) => void server.set('trust proxy', 1),
      options: { ...options, baseUrl: 'https://localhost' },
    });
    // Without a session, too.
    const sent = await new Browser().post(
      `${url}/logout`,
      {},
      { headers: { ...headers, 'sec-fetch-site': 'same-origin' } },
    );
    const [cookie, ...others] = sent.headers.getSetCookie();
    expect(others).toEqual([]);
    expect(cookie).toMatch(/^__Host-oauth-logout=[\w-]+; Max-Age=900; Path=\/; [^]*HttpOnly; Secure; SameSite=Lax$/);
    expect(cookie).not.toContain('bye');
  });

  it('is good for the state of its logout only, for 15 minutes, and at its own instance', async () => {
    let now = Date.now();
    const secret = 'a secret that is long enough for a test';
    const clock = () => now;
    const own = { ...options, clock, secret };
    const [app, browser] = await signedIn({ options: own });
    const other = await startApp({ options: { ...own, instance: 'other' } });
    const sent = await browser.post(`${app.url}/logout`, {});
    const state = /[?&]state=([\w-]+)/.exec(sent.headers.get('refresh') ?? '')?.[1] ?? '';
    const back = (url: string, query: string, site = 'cross-site') =>
      browser.get(`${url}/logout${query}`, { headers: { 'sec-fetch-site': site } });
    expect((await back(app.url, `?state=${state}x`)).status).toBe(200);
    expect((await back(other.url, `?state=${state}`)).status).toBe(200);
    // A typed address, and a prefetch, are not the way back.
    expect((await back(app.url, '', 'none')).status).toBe(200);
    expect(
      (await browser.get(`${app.url}/logout?state=${state}`, { headers: { 'sec-purpose': 'prefetch' } })).status,
    ).toBe(400);
    now += 15 * 60_000 - 1;
    expect((await back(app.url, `?state=${state}`)).location).toBe(`${app.url}/bye`);
    expect((await back(app.url, `?state=${state}`)).status).toBe(200);
    // The provider still knows the user.
    expect((await browser.open(`${app.url}/login`)).text).toBe('home oidc:alice');
    const late = await browser.post(`${app.url}/logout`, {});
    now += 15 * 60_000;
    const query = new URL(/url=(.+)/.exec(late.headers.get('refresh') ?? '')?.[1] ?? '').searchParams.get('state');
    expect((await back(app.url, `?state=${query}`)).status).toBe(200);
  });

  it('serves a provider that sends no state back', async () => {
    const [app, browser] = await signedIn({ options });
    await browser.post(`${app.url}/logout`, {});
    const back = await browser.get(`${app.url}/logout`, { headers: { 'sec-fetch-site': 'cross-site' } });
    expect(back.location).toBe(`${app.url}/bye`);
  });
});

describe('no landing page is', () => {
  it.each<[string, OAuthOptions]>([
    ['the logout itself', { onLogout: () => '/logout' }],
    ['the login', { onLogout: () => '/login/oidc?x' }],
    ['the path that signs out', { onLogout: () => '/leave' }],
  ])('%s', async (_name, options) => {
    const [app, browser] = await signedIn({ options });
    const done = await signOutAtProvider(browser, await browser.post(`${app.url}/leave`, {}), app);
    expect(done.url).toMatch(/\/logout\?state=[\w-]+$/);
    expect(done.text).toContain('You are signed out');
  });

  it('a path that is too long for the cookie, and the app is told', async () => {
    const [app, browser] = await signedIn({ options: { onLogout: () => `/${'x'.repeat(1999)}y` } });
    const answer = await browser.post(`${app.url}/logout`, {});
    expect([answer.status, answer.text]).toEqual([500, expect.stringContaining('ERR_OAUTH_HOOK')]);
    expect((await browser.get(`${app.url}/me`)).status).toBe(303);
  });
});

it('invariant 14: a landing page that signs out itself makes no loop', async () => {
  const [app, browser] = await signedIn({
    options: { afterLogoutPath: '/out', skip: ['/out'] },
    routes: (server, auth) => server.get('/out', (req, res) => auth.logout(req, res)),
  });
  const asked = await browser.open(`${app.url}/out`, { from: browser.page });
  const done = await browser.follow(await browser.submit(asked, { logout: 'yes' }));
  expect(done.text).toContain('You are signed out');
});
