import { describe, expect, it } from '@jest/globals';
import express from 'express';
import express4 from 'express4';
import { oauth, oidc } from '../../src/index.js';
import type { OAuthOptions } from '../../src/index.js';
import { Browser } from '../support/browser.js';
import { freePort } from '../support/free-port.js';
import { serve } from '../support/serve.js';
import type { SignInAppOptions } from '../support/sign-in-app.js';
import { useEndAfterTest } from '../support/use.js';
import { useApps } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';

const provider = useProvider();
const endAfterTest = useEndAfterTest();
const startApp = useApps(() => ({ client: provider.client }));

const BASE = 'https://app.example.com';

/** Asks an app with this `baseUrl` for a guarded page, with these headers. Gives the address of the login, as it was sent. */
async function loginFor(
  headers: Record<string, string>,
  { baseUrl = BASE, ...own }: Partial<SignInAppOptions> & { baseUrl?: string } = {},
): Promise<string | null> {
  const { url } = await startApp({ ...own, options: { baseUrl } });
  return (await new Browser().get(`${url}/me`, { headers })).headers.get('location');
}

const versions: [string, () => express.Express][] = [
  ['Express 4', express4],
  ['Express 5', express],
];

describe.each(versions)('with %s, the login', (_version, make) => {
  it.each([
    ['the host of baseUrl', 'app.example.com', BASE],
    ['the same in capitals', 'APP.Example.COM', BASE],
    ['the default port', 'app.example.com:443', BASE],
    ['a port', 'localhost:3000', 'http://localhost:3000'],
    ['an IPv6 address', '[::1]:3000', 'http://[::1]:3000/'],
    ['another spelling of an IPv6 address', '[0:0::1]:3000', 'http://[::1]:3000/'],
  ])('is a path at %s', async (_name, host, baseUrl) => {
    expect(await loginFor({ host }, { make, baseUrl })).toBe('/login?returnTo=%2Fme');
  });

  it.each([
    ['www for the apex', 'www.app.example.com', BASE],
    ['an address for its name', '127.0.0.1:3000', 'http://localhost:3000'],
    ['another port', 'localhost:3001', 'http://localhost:3000'],
    ['the default port of the other scheme', 'app.example.com:80', BASE],
    ['the default of nginx', 'app:3000', BASE],
    ['an IPv6 address', '[::1]:3000', 'http://localhost:3000'],
    ['a dot at the end', 'app.example.com.', BASE],
    ['a host of somebody else', 'evil.example', BASE],
    ['no host at all', 'a b<c', BASE],
    ['an address with a user', 'app.example.com@evil.example', BASE],
  ])('is an address under baseUrl at another host: %s', async (_name, host, baseUrl) => {
    expect(await loginFor({ host }, { make, baseUrl })).toBe(`${baseUrl}/login?returnTo=%2Fme`);
  });

  it('follows X-Forwarded-Host only where Express trusts the proxy', async () => {
    const trusting = { make, before: (server: express.Express) => void server.set('trust proxy', 1) };
    const forwarded = { host: 'app:3000', 'x-forwarded-host': 'app.example.com' };
    expect(await loginFor(forwarded, { make })).toBe(`${BASE}/login?returnTo=%2Fme`);
    expect(await loginFor(forwarded, trusting)).toBe('/login?returnTo=%2Fme');
    expect(await loginFor({ ...forwarded, 'x-forwarded-host': 'evil.example' }, trusting)).toBe(
      `${BASE}/login?returnTo=%2Fme`,
    );
    // Express 4 does not tell the port that a proxy names.
    const withPort = { ...forwarded, 'x-forwarded-host': 'localhost:8080' };
    expect(await loginFor(withPort, { ...trusting, baseUrl: 'http://localhost:8080' })).toBe('/login?returnTo=%2Fme');
  });
});

it('without baseUrl, the login is a path at any host', async () => {
  const { url } = await startApp();
  const page = await new Browser().get(`${url}/me`, { headers: { host: 'anything.example' } });
  expect(page.headers.get('location')).toBe('/login?returnTo=%2Fme');
});

describe('at another host, an address under baseUrl is', () => {
  const headers = { host: 'www.example.com' };
  const below = `${BASE}/below`;

  async function startClients(options: OAuthOptions = {}): Promise<string> {
    const app = express().set('trust proxy', 1);
    const clients = ['one', 'two'].map((name) => oidc({ name, ...provider.client }));
    const auth = oauth(app, clients, { baseUrl: below, skip: ['/link', '/state'], ...options });
    endAfterTest(auth);
    app.get('/link', (req, res) => void res.send(auth.loginLink(req, { client: 'one', returnTo: '/below/me' })));
    app.get('/state', (req, res) => void res.send(auth.loginLink(req, { client: 'one', state: 1 })));
    return endAfterTest(await serve(app)).url;
  }

  it('the login of a program', async () => {
    const page = await new Browser().get(`${await startClients()}/me`, {
      headers: { ...headers, accept: 'application/json' },
    });
    expect(JSON.parse(page.text)).toMatchObject({ loginUrl: `${below}/login` });
    expect(page.headers.get('www-authenticate')).toContain(`form-action="${below}/login?returnTo=%2Fbelow%2Fme"`);
  });

  it('a link of loginLink()', async () => {
    const url = await startClients();
    const link = async (path: string) => (await new Browser().get(url + path, { headers })).text;
    expect(await link('/link')).toBe(`${below}/login/one?returnTo=%2Fbelow%2Fme`);
    expect(await link('/state')).toMatch(/^https:\/\/app\.example\.com\/below\/login\/one\?ticket=r\.[\w-]+$/);
  });

  it('each button of the login page, and the link of the error page and of the logout page', async () => {
    const url = await startClients();
    const hrefs = async (path: string) =>
      [...(await new Browser().get(url + path, { headers })).text.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
    expect(await hrefs('/login?returnTo=/below/me')).toEqual(
      ['one', 'two'].map((name) => `${below}/login/${name}?returnTo=%2Fbelow%2Fme`),
    );
    expect(await hrefs('/error')).toEqual([`${below}/login`, '/below/']);
    // The session that it ends is at the host of the page.
    expect(await hrefs('/logout')).toEqual([`${below}/login`, '/below/']);
  });
});

describe('a page that was opened at another host of the machine', () => {
  it('is reached under baseUrl after one sign-in at the provider', async () => {
    const port = await freePort();
    const signIns: string[] = [];
    const { url } = await startApp({
      port,
      options: { baseUrl: `http://localhost:${port}` },
      routes: (_server, auth) => auth.events.on('signIn', ({ ident }) => signIns.push(ident)),
    });
    const browser = new Browser();
    const page = await browser.signInAt(`http://127.0.0.1:${port}/me`, 'bob');
    expect([page.url, signIns]).toEqual([`${url}/me`, ['oidc:bob']]);
    // Opened there again, it makes no loop: the user arrives at the page under baseUrl.
    expect((await browser.open(`http://127.0.0.1:${port}/me`)).url).toBe(`${url}/me`);
  });

  it('no request is redirected by its host: our own routes and public pages answer there', async () => {
    const port = await freePort();
    await startApp({ port, options: { baseUrl: `http://localhost:${port}` } });
    for (const [path, text] of [
      ['/', 'home nobody'],
      ['/error', 'Nothing to show'],
      ['/logout', 'You are signed out'],
    ] as const) {
      const page = await new Browser().get(`http://127.0.0.1:${port}${path}`);
      expect([page.status, page.text]).toEqual([200, expect.stringContaining(text)]);
    }
    const begun = await new Browser().get(`http://127.0.0.1:${port}/login`);
    expect(begun.location).toMatch(provider.issuer);
  });

  it('a form under a policy with form-action gets to baseUrl by a page', async () => {
    const { url } = await startApp({
      before: (server) =>
        server.use((_req, res, next) => next(void res.set('Content-Security-Policy', "form-action 'self'"))),
      options: { baseUrl: 'http://app.example.com' },
    });
    const browser = new Browser();
    const from = await browser.get(`${url}/`);
    const page = await browser.post(`${url}/me`, {}, { from });
    expect([page.status, page.headers.get('refresh')]).toEqual([200, '0;url=http://app.example.com/login']);
  });
});
