import { request } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import express from 'express';
import { allowMemoryInProduction, oauth, oidc } from '../../src/index.js';
import { Browser } from '../support/browser.js';
import { sendWithoutHost } from '../support/raw-requests.js';
import { useApps } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';

const provider = useProvider();
const startApp = useApps(() => ({ client: provider.client }));

const redirectUriOf = (location: string | undefined) => new URL(location ?? '').searchParams.get('redirect_uri');

describe('invariant 6: the redirect URI', () => {
  it('comes from baseUrl, whatever Host and X-Forwarded-* say', async () => {
    const { url } = await startApp({ options: { baseUrl: 'http://localhost:65000/' } });
    const headers = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      forwarded: 'host=evil.example',
    };
    const page = await new Browser().get(`${url}/login`, { headers });
    expect(redirectUriOf(page.location)).toBe('http://localhost:65000/redirect');
  });

  it('without baseUrl follows the address that Express sees, port included', async () => {
    const { url } = await startApp();
    expect(redirectUriOf((await new Browser().get(`${url}/login`)).location)).toBe(`${url}/redirect`);
  });

  it('without "trust proxy" X-Forwarded-* changes nothing; with it, Express decides', async () => {
    const headers = { 'x-forwarded-host': 'app.example.com', 'x-forwarded-proto': 'https' };
    const direct = await startApp();
    expect(redirectUriOf((await new Browser().get(`${direct.url}/login`, { headers })).location)).toBe(
      `${direct.url}/redirect`,
    );
    const proxied = await startApp({ before: (server) => void server.set('trust proxy', 1) });
    expect(redirectUriOf((await new Browser().get(`${proxied.url}/login`, { headers })).location)).toBe(
      'https://app.example.com/redirect',
    );
  });

  it.each(['javascript', 'ftp', 'http:', 'https://evil.example/?', 'x'.repeat(100)])(
    'is none where a trusted header names the protocol %s: the error page says so',
    async (protocol) => {
      const { url } = await startApp({ before: (server) => void server.set('trust proxy', 1) });
      const headers = { 'x-forwarded-proto': protocol };
      const target = encodeURIComponent(`${url}/me`);
      for (const path of ['/login', `/login?iss=${encodeURIComponent(provider.issuer)}&target_link_uri=${target}`]) {
        const page = await new Browser().get(url + path, { headers });
        expect([page.status, page.text]).toEqual([400, expect.stringContaining('ERR_OAUTH_REQUEST_INVALID')]);
      }
      const logout = await fetch(`${url}/logout`, { method: 'POST', headers: { ...headers, origin: url } });
      expect([logout.status, await logout.text()]).toEqual([400, expect.stringContaining('ERR_OAUTH_REQUEST_INVALID')]);
      expect((await new Browser().get(`${url}/`)).status).toBe(200);
    },
  );

  it('takes the protocol of a trusted header in any case of letters', async () => {
    const { url } = await startApp({ before: (server) => void server.set('trust proxy', 1) });
    const page = await new Browser().get(`${url}/login`, { headers: { 'x-forwarded-proto': 'HTTPS' } });
    expect(redirectUriOf(page.location)).toBe(url.replace('http:', 'https:') + '/redirect');
  });

  it('is none for a request without a host', async () => {
    const { port } = await startApp();
    const answer = await sendWithoutHost(port, '/login');
    expect(answer).toMatch(/^HTTP\/1.1 400 .*ERR_OAUTH_REQUEST_INVALID/s);
    expect(answer).not.toContain('undefined');
  });

  it('is byte for byte the same in the token request, although the response came over another host', async () => {
    const sent: string[] = [];
    const { url, port } = await startApp({
      client: {
        ...provider.client,
        fetch: (address, init) => {
          if (init.body) sent.push(new URLSearchParams(init.body as string).get('redirect_uri') ?? '');
          return globalThis.fetch(address, init);
        },
      },
    });
    const browser = new Browser();
    const chooser = await browser.open(`${url}/me`);
    const back = await browser.follow(await browser.clickUser(chooser, 'bob'), { until: `${url}/redirect` });
    await browser.get(back.location ?? '', { headers: { host: `127.0.0.1:${port}` } });
    expect(sent).toEqual([`${url}/redirect`]);
  });

  it('contains the path that a proxy strips, and so does the redirect to the login', async () => {
    const { url } = await startApp({ options: { baseUrl: 'http://localhost:65000/portal' } });
    const page = await new Browser().get(`${url}/me`, { headers: { host: 'localhost:65000' } });
    expect(page.headers.get('location')).toBe('/portal/login?returnTo=%2Fportal%2Fme');
    expect(redirectUriOf((await new Browser().get(`${url}/login`)).location)).toBe(
      'http://localhost:65000/portal/redirect',
    );
  });

  it('an invalid Host header gets a 400, and the process goes on', async () => {
    const { url } = await startApp();
    const page = await new Browser().get(`${url}/login`, { headers: { host: 'a b<c' } });
    expect(page.status).toBe(400);
    expect((await new Browser().get(`${url}/`)).status).toBe(200);
  });
});

it('an invalid request target gets a 400, and the process goes on', async () => {
  const { url, port } = await startApp();
  const status = await new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', method: 'OPTIONS', path: '*' }, (res) => resolve(res.resume().statusCode))
      .on('error', reject)
      .end();
  });
  expect(status).toBe(400);
  expect((await new Browser().get(`${url}/`)).status).toBe(200);
});

describe('on https', () => {
  const headers = { 'x-forwarded-proto': 'https' };

  it('all cookies are __Host-, Secure, HttpOnly and Lax', async () => {
    const { url } = await startApp({
      before: (server) => void server.set('trust proxy', 1),
      options: { baseUrl: 'https://localhost:65000' },
    });
    const browser = new Browser();
    const begun = await browser.get(`${url}/login`, { headers });
    const chooser = await browser.follow(begun);
    const back = await browser.follow(await browser.clickUser(chooser, 'bob'), {
      until: 'https://localhost:65000/redirect',
    });
    const signedIn = await browser.get((back.location ?? '').replace('https://localhost:65000', url), {
      headers,
    });
    expect(signedIn.status).toBe(303);
    const cookies = [...begun.headers.getSetCookie(), ...signedIn.headers.getSetCookie()];
    expect(cookies.map((cookie) => cookie.split('=')[0]?.replace(/-tx-.*/, '-tx-…'))).toEqual([
      '__Host-oauth-tx-…',
      '__Host-oauth-tx-…',
      '__Host-oauth-rounds',
      '__Host-sid',
    ]);
    for (const cookie of cookies)
      expect(cookie).toMatch(/^(?=.*; HttpOnly)(?=.*; Secure)(?=.*; SameSite=Lax)(?=.*; Path=\/)(?!.*Domain)/);
  });

  describe('as Express sees it, without baseUrl', () => {
    const start = () => startApp({ before: (server) => void server.set('trust proxy', 1) });
    const sessionOf = (answer: { headers: Headers }) =>
      /((?:__Host-)?sid)=([^;]+)/.exec(answer.headers.getSetCookie().join());

    /** Signs in over http, or over https. Gives the answer that sets the session cookie. */
    async function signIn(url: string, sent: Record<string, string>) {
      const browser = new Browser();
      const begun = await browser.get(`${url}/login`, { headers: sent });
      const chooser = await browser.follow(begun);
      const until = url.replace('http:', sent['x-forwarded-proto'] === undefined ? 'http:' : 'https:');
      const back = await browser.follow(await browser.clickUser(chooser, 'bob'), { until: `${until}/redirect` });
      return browser.get((back.location ?? '').replace(until, url), { headers: sent });
    }

    it('all cookies are __Host- and Secure, and only there', async () => {
      const { url } = await start();
      const cookies = (await signIn(url, headers)).headers.getSetCookie();
      expect(cookies.map((cookie) => cookie.replace(/=.*/, '').replace(/-tx-.*/, '-tx-…'))).toEqual([
        '__Host-oauth-tx-…',
        '__Host-oauth-rounds',
        '__Host-sid',
      ]);
      for (const cookie of cookies)
        expect(cookie).toMatch(/^(?=.*; HttpOnly)(?=.*; Secure)(?=.*; Path=\/)(?!.*Domain)/);
      const onHttp = (await signIn(url, {})).headers.getSetCookie();
      expect(onHttp.at(-1)).toMatch(/^sid=(?!.*Secure)/);
    });

    it('a session counts only under the name of its own scheme', async () => {
      const { url } = await start();
      const [, nameOnHttps = '', onHttps = ''] = sessionOf(await signIn(url, headers)) ?? [];
      const [, nameOnHttp = '', onHttp = ''] = sessionOf(await signIn(url, {})) ?? [];
      expect([nameOnHttps, nameOnHttp]).toEqual(['__Host-sid', 'sid']);
      const statusWith = async (cookie: string, sent: Record<string, string>) =>
        (await fetch(`${url}/me`, { headers: { ...sent, cookie }, redirect: 'manual' })).status;
      expect(await statusWith(`__Host-sid=${onHttps}`, headers)).toBe(200);
      expect(await statusWith(`sid=${onHttp}`, {})).toBe(200);
      // A page on plain http, or another host of the site, can set the second one.
      expect(await statusWith(`sid=${onHttp}`, headers)).toBe(401);
      expect(await statusWith(`sid=${onHttps}`, headers)).toBe(401);
      expect(await statusWith(`sid=${onHttp}; __Host-sid=${onHttps}`, headers)).toBe(200);
      expect(await statusWith(`__Host-sid=${onHttps}`, {})).toBe(401);
    });

    it('the challenge names that cookie, and the sign-out clears it', async () => {
      const { url } = await start();
      const json = { accept: 'application/json', 'sec-fetch-site': 'same-origin' };
      const challenge = async (sent: object) =>
        (await fetch(`${url}/me`, { headers: { ...json, ...sent } })).headers.get('www-authenticate');
      expect(await challenge(headers)).toContain('cookie-name="__Host-sid"');
      expect(await challenge({})).toContain('cookie-name="sid"');
      const [, , value = ''] = sessionOf(await signIn(url, headers)) ?? [];
      const cookie = `__Host-sid=${value}`;
      const left = await fetch(`${url}/logout`, { method: 'POST', headers: { ...headers, ...json, cookie } });
      expect(left.headers.getSetCookie().find((each) => each.includes('sid='))).toMatch(/^__Host-sid=;.*Secure/);
      expect((await fetch(`${url}/me`, { headers: { ...headers, cookie }, redirect: 'manual' })).status).toBe(401);
    });
  });

  it('invariant 12: the first login reports a cookie that cannot work, and the line of code that fixes it', async () => {
    const { url } = await startApp({ options: { baseUrl: 'https://app.example.com' } });
    const page = await new Browser().get(`${url}/login`);
    expect(page.status).toBe(500);
    expect(page.text).toContain('ERR_OAUTH_INSECURE_COOKIE');
    expect(page.text).toContain('app.set(&#39;trust proxy&#39;, 1)');
  });
});

describe('in production', () => {
  const client = oidc({
    issuer: 'https://id.example.com',
    clientId: 'app',
    clientSecret: 'a secret of the client',
  });
  const secret = 'a secret that is long enough for a test';

  function productionApp() {
    const server = express();
    server.set('env', 'production');
    return server;
  }

  it('sessions in memory are refused without an explicit opt-in', () => {
    expect(() => oauth(productionApp(), client, { baseUrl: 'https://a.example', secret })).toThrow(
      'option "redis" is required in production',
    );
    expect(() =>
      oauth(productionApp(), client, {
        baseUrl: 'https://a.example',
        secret,
        dangerously: [allowMemoryInProduction],
      }),
    ).not.toThrow();
  });

  it('an address taken from the Host header is refused', () => {
    expect(() => oauth(productionApp(), client, { secret, dangerously: [allowMemoryInProduction] })).toThrow(
      'option "baseUrl" is required in production',
    );
  });

  it('an error page shows users no internal details', async () => {
    const { url } = await startApp({
      client: { issuer: 'http://localhost:1', clientId: 'x' },
      before: (server) => void server.set('env', 'production'),
      options: { baseUrl: 'http://localhost:65000', secret, dangerously: [allowMemoryInProduction] },
    });
    const page = await new Browser().get(`${url}/login`);
    expect(page.status).toBe(502);
    expect(page.text).toContain('ERR_OAUTH_UNREACHABLE');
    expect(page.text).not.toMatch(/ECONNREFUSED|<pre>/);
  });
});
