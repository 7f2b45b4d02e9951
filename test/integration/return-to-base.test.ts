import { beforeEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import { isOAuthError, oauth, oidc } from '../../src/index.js';
import type { OAuth, OAuthError, OAuthOptions } from '../../src/index.js';
import { Browser } from '../support/browser.js';
import { freePort } from '../support/free-port.js';
import { useNewHostileProvider } from '../support/hostile/use-hostile-provider.js';
import { serve } from '../support/serve.js';
import { useEndAfterTest } from '../support/use.js';

const provider = useNewHostileProvider();
const endAfterTest = useEndAfterTest();
let origin: string;
let auth: OAuth;
let browser: Browser;
let failures: OAuthError[];

beforeEach(() => {
  browser = new Browser();
  failures = [];
});

/** Starts an app below /base, which is stripped as a proxy does it, beside another app. */
async function start(options: OAuthOptions = {}): Promise<void> {
  const port = await freePort();
  origin = `http://localhost:${port}`;
  const app = express();
  auth = oauth(app, oidc(provider().client), { baseUrl: `${origin}/base`, skip: ['/'], ...options });
  auth.events.on('failure', ({ error }) => failures.push(error));
  app.get('/link', (req, res) => {
    try {
      res.send(auth.loginLink(req, { returnTo: req.query['to'] as string }));
    } catch (error) {
      res.send(isOAuthError(error) ? `${error.code} ${error.message}` : String(error));
    }
  });
  app.post('/wire', auth.require({ acr: 'phr' }));
  app.post('/leave', (req, res) => auth.logout(req, res, { provider: false, returnTo: req.query['to'] as string }));
  app.use((req, res) => void res.send(`in the app at ${req.originalUrl}`));
  endAfterTest(
    await serve((req, res) => {
      const [, path] = /^\/base(\/.*|\?.*|)$/.exec(req.url ?? '') ?? [];
      if (path === undefined) return void res.end(`another app at ${req.url}`);
      req.url = path.startsWith('/') ? path : `/${path}`;
      app(req, res);
    }, port),
  );
}

const OUTSIDE = [
  '/',
  '/other',
  '/basement',
  '/base/../other',
  '/base/%2e%2e/other',
  '/base/..%2fother',
  '/BASE/x',
  '/base%2Fx',
];

describe('with a path in baseUrl, invariant 5: a user goes only to a path below it', () => {
  it.each(OUTSIDE)('from /login?returnTo=%s', async (path) => {
    await start();
    const page = await browser.open(`${origin}/base/login?returnTo=${encodeURIComponent(path)}`);
    expect(page.url).toBe(`${origin}/base/`);
    const again = await browser.open(`${origin}/base/login/oidc?returnTo=${encodeURIComponent(path)}`);
    expect(again.url).toBe(`${origin}/base/`);
    const target = new URLSearchParams({ iss: provider().issuer, target_link_uri: origin + path });
    expect((await browser.open(`${origin}/base/login?${target}`)).url).toBe(`${origin}/base/`);
  });

  it('and does go there', async () => {
    await start();
    for (const path of ['/base/me?x=1', '/base/', '/base/a%20b'])
      expect((await browser.open(`${origin}/base/login?returnTo=${encodeURIComponent(path)}`)).url).toBe(origin + path);
    const target = new URLSearchParams({ iss: provider().issuer, target_link_uri: `${origin}/base/me` });
    expect((await browser.open(`${origin}/base/login?${target}`)).url).toBe(`${origin}/base/me`);
  });

  it.each(OUTSIDE)('from a login link and a logout, which refuse %s', async (path) => {
    await start();
    await browser.open(`${origin}/base/login`);
    const to = encodeURIComponent(path);
    const link = await browser.get(`${origin}/base/link?to=${to}`);
    expect(link.text).toMatch(
      /^ERR_OAUTH_CONFIG loginLink\(\): option "returnTo" takes a path of this app such as "\/base\//,
    );
    const left = await browser.post(
      `${origin}/base/leave?to=${to}`,
      {},
      { headers: { 'sec-fetch-site': 'same-origin' } },
    );
    expect(left.status).toBe(500);
    expect(failures.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^logout\(\): option "returnTo" takes/),
    ]);
  });

  it.each<[hook: string, options: (path: string) => OAuthOptions]>([
    ['getAuth', (path) => ({ getAuth: () => path })],
    ['checkInvalid', (path) => ({ checkInvalid: () => path })],
  ])('from the hook %s', async (hook, options) => {
    await start(options('/other'));
    const page = await browser.open(`${origin}/base/me`);
    expect([page.status, page.url.startsWith(`${origin}/base/`)]).toEqual([500, true]);
    expect(failures.map(({ code, message }) => [code, message])).toContainEqual([
      'ERR_OAUTH_HOOK',
      `The hook "${hook}" failed`,
    ]);
    browser = new Browser();
    await start(options('/base/welcome'));
    expect((await browser.open(`${origin}/base/me`)).text).toBe('in the app at /welcome');
  });

  it('from the option afterLogoutPath', async () => {
    await expect(start({ afterLogoutPath: '/goodbye' })).rejects.toThrow(
      'option "afterLogoutPath" takes a path of this app',
    );
    await start({ afterLogoutPath: '/base/goodbye' });
  });

  it('after a step-up of a form that is on a page of another app beside this one', async () => {
    await start();
    await browser.open(`${origin}/base/login`);
    const post = async (page: string) => {
      const headers = { referer: origin + page, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate' };
      return browser.follow(await browser.post(`${origin}/base/wire`, {}, { headers }));
    };
    expect((await post('/other/form')).url).toBe(`${origin}/base/`);
  });
});
