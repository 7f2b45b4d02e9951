import { expect, it } from '@jest/globals';
import express4 from 'express4';
import express from 'express';
import { Browser } from '../support/browser.js';
import type { Page } from '../support/browser.js';
import { useApps } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';

const PREFETCHES: Record<string, Record<string, string>> = {
  'a prefetch': { 'sec-purpose': 'prefetch' },
  'a prerender': { 'sec-purpose': 'prefetch;prerender', purpose: 'prefetch' },
  'a prefetch by a proxy': { 'sec-purpose': 'prefetch;anonymous-client-ip' },
  'a prefetch of an old Chrome': { purpose: 'prefetch' },
  'a prefetch of an old Firefox': { 'x-moz': 'prefetch' },
  'a preview of Safari': { 'x-purpose': 'preview' },
};

const provider = useProvider();
const failures: unknown[] = [];
const startApp = useApps(() => ({ client: provider.client }));

async function start(make = express): Promise<{ url: string; port: number }> {
  failures.length = 0;
  const app = await startApp({
    make,
    routes: (server, auth) => {
      auth.events.on('failure', (failure) => failures.push(failure));
      server.get('/leave', (req, res) => void auth.logout(req, res));
      server.get('/link', (req, res) => void res.send(auth.loginLink(req, { state: 'x', returnTo: '/me' })));
      server.get('/step-up', auth.require({ maxAge: 0 }), (_req, res) => void res.send('fresh'));
    },
  });
  return app;
}

/** Signs in at the provider, and stops at the redirect back to the app. */
async function signInUntilRedirect(browser: Browser, url: string, path = '/login?returnTo=/me'): Promise<string> {
  const chooser = await browser.open(url + path);
  const back = await browser.follow(await browser.clickUser(chooser, 'bob'), { until: `${url}/redirect` });
  return back.location ?? '';
}

function expectUnused(page: Page): void {
  expect(page.status).toBe(400);
  expect(page.headers.get('cache-control')).toBe('no-store');
  expect([page.text, page.location, page.headers.getSetCookie()]).toEqual(['', undefined, []]);
  expect(failures).toEqual([]);
}

it.each(Object.entries(PREFETCHES))(
  '%s of the callback leaves the login to the visit after it',
  async (_how, headers) => {
    const { url } = await start();
    const browser = new Browser();
    const callback = await signInUntilRedirect(browser, url);
    expectUnused(await browser.get(callback, { headers }));
    expectUnused(await browser.get(callback, { headers }));
    expect((await browser.get(callback)).location).toBe(`${url}/me`);
    expect((await browser.get(`${url}/me`)).text).toContain('oidc:bob');
  },
);

it.each<[string, typeof express]>([
  ['4', express4],
  ['5', express],
])('a HEAD request does nothing at any route of ours, with Express %s', async (_version, make) => {
  const { url } = await start(make);
  const browser = new Browser();
  const callback = new URL(await signInUntilRedirect(browser, url));
  const cookie = await browser.jar.getCookieString(url);
  for (const path of [
    callback.pathname + callback.search,
    '/login',
    '/login/oidc',
    '/logout',
    '/frontchannel-logout',
  ]) {
    const { status, headers } = await fetch(url + path, { method: 'HEAD', redirect: 'manual', headers: { cookie } });
    expect([path, status, headers.getSetCookie()]).toEqual([path, 204, []]);
    expect(headers.get('cache-control')).toBe('no-store');
  }
  expect((await browser.get(callback.href)).location).toBe(`${url}/me`);
});

it('a prefetch begins no login and no step-up, uses up no link, and signs nobody out', async () => {
  const { url } = await start();
  const browser = new Browser();
  const headers = PREFETCHES['a prerender'] ?? {};
  for (const path of ['/login', '/login?returnTo=/me', '/login/oidc', `/login?iss=${provider.issuer}`])
    expectUnused(await browser.get(url + path, { headers }));
  const page = await browser.signInAt(`${url}/me`, 'bob');
  const link = (await browser.get(`${url}/link`)).text;
  expectUnused(await browser.get(url + link, { headers }));
  const from = page;
  expectUnused(await browser.get(`${url}/logout`, { from, headers }));
  expectUnused(await browser.get(`${url}/leave`, { from, headers }));
  expect((await browser.get(`${url}/step-up`, { headers })).status).toBe(401);
  expect((await browser.get(url + link)).location).toContain(provider.issuer);
  expect((await browser.get(`${url}/me`)).status).toBe(200);
  expect((await browser.get(`${url}/logout`, { from })).status).toBe(303);
  expect((await browser.get(`${url}/me`)).status).toBe(303);
});

it('a prefetch of a posted response on its way leaves it to the visit after it', async () => {
  const { url } = await start();
  const browser = new Browser();
  const parameters = new URL(await signInUntilRedirect(browser, url)).searchParams;
  const posted = await browser.post(`${url}/redirect`, Object.fromEntries(parameters), { from: undefined });
  expect(posted.location).toContain(`${url}/redirect?posted=`);
  expectUnused(await browser.get(posted.location ?? '', { headers: PREFETCHES['a prefetch'] ?? {} }));
  expect((await browser.get(posted.location ?? '')).location).toBe(`${url}/me`);
});

it('a link preview, which has no cookies, leaves the login to its browser', async () => {
  const { url } = await start();
  const browser = new Browser();
  const callback = await signInUntilRedirect(browser, url);
  const bot = { 'user-agent': 'bot', accept: '*/*', 'sec-fetch-mode': undefined, 'sec-fetch-dest': undefined };
  await new Browser().get(callback, { headers: bot });
  expect((await browser.get(callback)).location).toBe(`${url}/me`);
});
