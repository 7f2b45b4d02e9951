import { randomBytes } from 'node:crypto';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import express from 'express';
import express4 from 'express4';
import { oauth, oidc, requireUser } from '../../src/index.js';
import type { OAuthError, OAuthOptions, OidcOptions } from '../../src/index.js';
import { Browser } from '../support/browser.js';
import { serve } from '../support/serve.js';
import { useEndAfterTest } from '../support/use.js';
import { useProvider } from '../support/use-provider.js';

const provider = useProvider();
const endAfterTest = useEndAfterTest();

/** What a proxy makes of the path of a request, query included. */
type Rewrite = (path: string) => string;

const keep: Rewrite = (path) => path;
const stripBase: Rewrite = (path) => path.replace(/^\/base(?=[/?]|$)/, '') || '/';

interface Behind {
  /** The origin of the proxy. */
  origin: string;
  failures: OAuthError[];
}

interface Setting {
  basePath?: string;
  make?: () => express.Express;
  options?: OAuthOptions;
  client?: Partial<OidcOptions>;
  /** Where the app is mounted in another. */
  mountedAt?: string;
}

/** Starts an app behind a proxy, which passes the Host header on. */
async function startBehind(
  rewrite: Rewrite,
  { basePath = '/base', make = express, ...own }: Setting = {},
): Promise<Behind> {
  let appPort = 0;
  const proxy = createServer((req, res) => {
    const { method, headers } = req;
    const passed = request(
      { port: appPort, host: '127.0.0.1', method, headers, path: rewrite(req.url ?? '') },
      (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(res);
      },
    );
    req.pipe(passed);
  });
  const { url: origin } = endAfterTest(await serve((req, res) => void proxy.emit('request', req, res)));
  const failures: OAuthError[] = [];
  const app = make();
  const auth = oauth(app, oidc({ ...provider.client, ...own.client }), {
    baseUrl: origin + basePath,
    skip: ['/'],
    ...own.options,
  });
  endAfterTest(auth);
  auth.events.on('failure', ({ error }) => failures.push(error));
  app.get('/', (req, res) => void res.send(`<a href="${auth.loginLink(req)}">Sign in</a>`));
  app.use((req, res) => void res.send(`${requireUser(req).ident} at ${req.originalUrl}`));
  const outer = own.mountedAt === undefined ? app : make().use(own.mountedAt, app);
  const server = endAfterTest(await serve(outer));
  appPort = (server.server.address() as AddressInfo).port;
  return { origin, failures };
}

const versions: [string, () => express.Express][] = [
  ['Express 4', express4],
  ['Express 5', express],
];

describe('invariant 14: a proxy that does not strip the path of baseUrl leads to an error that explains both ways', () => {
  it.each(versions)('with %s', async (_version, make) => {
    const { origin, failures } = await startBehind(keep, { make });
    const page = await new Browser().open(`${origin}/base/me?x=1`);
    expect([page.status, page.text]).toEqual([500, expect.stringContaining('ERR_OAUTH_CONFIG')]);
    expect(page.url.length).toBeLessThan(1000);
    expect(failures).toHaveLength(1);
    const [error] = failures;
    expect(error).toMatchObject({ name: 'ConfigurationError', code: 'ERR_OAUTH_CONFIG' });
    expect(error?.message).toContain('sees "/base/login", where it expects "/login"');
    expect(error?.hint).toMatch(/have the proxy strip "\/base".*or mount the app.*app\.use\("\/base", …\)/i);
  });

  it.each<[name: string, path: string]>([
    ['a page', '/base/me'],
    ['the start page', '/base/'],
    ['the base itself', '/base'],
    ['the login', '/base/login'],
    ['the login of a client', '/base/login/oidc'],
    ['a login link', '/base/login/oidc?returnTo=/base/me'],
    ['the way back from a logout', '/base/logout?state=x'],
  ])('that begins at %s', async (_name, path) => {
    const { origin, failures } = await startBehind(keep);
    expect((await new Browser().open(origin + path)).status).toBe(500);
    expect(failures.map(({ code }) => code)).toEqual(['ERR_OAUTH_CONFIG']);
  });

  it('that begins with a posted form', async () => {
    const { origin, failures } = await startBehind(keep);
    const browser = new Browser();
    expect((await browser.follow(await browser.post(`${origin}/base/order`, {}))).status).toBe(500);
    expect(failures).toHaveLength(1);
  });

  it.each<[name: string, basePath: string, rewrite: Rewrite, options?: OAuthOptions]>([
    ['with capitals', '/Base', keep],
    ['with encoded characters', '/b%C3%BCro', keep],
    [
      'with encoded characters that the proxy encodes otherwise',
      '/b%C3%BCro%20x',
      (path) => path.replaceAll(/%[0-9A-F]{2}(?=.*\?|.*$)/g, (code) => code.toLowerCase()),
    ],
    ['with encoded characters that the proxy decodes', '/%62ase', (path) => path.replace('%62', 'b')],
    ['of two segments', '/a/b', keep],
    ['of which it strips the first segment only', '/a/b', (path) => path.replace(/^\/a/, '')],
    ['of which it leaves a slash', '/base', (path) => path.replace(/^\/base/, '/')],
    ['which it puts in twice', '/base', (path) => `/base${path}`],
    ['below which the login has a path of its own', '/base', keep, { loginPath: '/auth/sign-in' }],
  ])('%s', async (_name, basePath, rewrite, options = {}) => {
    const { origin, failures } = await startBehind(rewrite, { basePath, options });
    expect((await new Browser().open(`${origin}${basePath}/me`)).status).toBe(500);
    expect(failures.map(({ code }) => code)).toEqual(['ERR_OAUTH_CONFIG']);
  });

  it('where the app is mounted below the path, and baseUrl has it, too', async () => {
    const { origin, failures } = await startBehind(keep, { mountedAt: '/base' });
    expect((await new Browser().open(`${origin}/base/me`)).status).toBe(500);
    expect(failures.map(({ code }) => code)).toEqual(['ERR_OAUTH_CONFIG']);
  });

  it('where baseUrl has no path, and the proxy adds one', async () => {
    const { origin, failures } = await startBehind((path) => `/app${path}`, { basePath: '' });
    expect((await new Browser().open(`${origin}/me`)).status).toBe(500);
    expect(failures[0]?.message).toContain('sees "/app/login", where it expects "/login"');
  });

  it.each(['//redirect', '/redirect/elsewhere'])(
    'but not where baseUrl has no path, and a visitor spells %s in an odd way',
    async (path) => {
      const { origin, failures } = await startBehind((asked) => asked, { basePath: '' });
      const browser = new Browser();
      const { location = '' } = await browser.get(`${origin}/login`);
      const state = new URL(location).searchParams.get('state') ?? '';
      expect((await browser.get(`${origin}${path}?state=${state}&code=a`)).status).toBe(303);
      expect(failures).toEqual([]);
    },
  );

  it.each<[name: string, rewrite: Rewrite]>([
    ['is not stripped', keep],
    ['keeps a slash', (path) => path.replace(/^\/base/, '/')],
    ['gets capitals', (path) => path.replace('/base', '/BASE')],
  ])('for the response of the provider only: its path %s', async (_name, rewrite) => {
    const { origin, failures } = await startBehind((path) =>
      path.startsWith('/base/redirect') ? rewrite(path) : stripBase(path),
    );
    const page = await new Browser().signInAt(`${origin}/base/me`, 'bob');
    expect([page.status, failures.map(({ code }) => code)]).toEqual([500, ['ERR_OAUTH_CONFIG']]);
  });

  it('for the error page only', async () => {
    const allButError: Rewrite = (path) => (path.startsWith('/base/error') ? path : stripBase(path));
    const { origin, failures } = await startBehind(allButError);
    const browser = new Browser();
    const page = await browser.follow(await browser.clickCancel(await browser.open(`${origin}/base/me`)));
    expect(page.status).toBe(500);
    expect(failures.map(({ code }) => code)).toEqual(['ERR_OAUTH_ACCESS_DENIED', 'ERR_OAUTH_CONFIG']);
  });
});

describe('a login works', () => {
  it.each<[name: string, rewrite: Rewrite, setting: Setting]>([
    ['behind a proxy that strips the path', stripBase, {}],
    [
      'behind one that strips it, where the app is mounted below a path of the same name',
      stripBase,
      { mountedAt: '/base' },
    ],
    ['without a path in baseUrl, where the app is mounted below it', keep, { mountedAt: '/base', basePath: '' }],
  ])('%s', async (_name, rewrite, setting) => {
    const { origin, failures } = await startBehind(rewrite, setting);
    const path = setting.mountedAt !== undefined && rewrite === stripBase ? '/base/base/me' : '/base/me';
    const page = await new Browser().signInAt(origin + path, 'bob');
    expect([page.url, page.text]).toEqual([origin + path, `oidc:bob at ${rewrite(path)}`]);
    expect(failures).toEqual([]);
  });

  it.each([
    '/base/base/login',
    '/base/base/login?returnTo=%2Fbase%2Fbase%2Fme',
    '/base/base/login/oidc?ticket=r.x',
    '/base/base/redirect?code=x&state=y',
    '/base/base/error?e=x',
    '/base/base/login?returnTo=/base/base/login&missed=x',
    '/base/admin/login?notice=signed-out',
  ])('at a page of the app whose path is like one of ours: %s', async (path) => {
    const { origin, failures } = await startBehind(stripBase);
    const page = await new Browser().signInAt(origin + path, 'bob');
    expect([page.url, page.text]).toEqual([origin + path, `oidc:bob at ${stripBase(path)}`]);
    expect(failures).toEqual([]);
  });

  it('whose path has 15,000 characters: the answer stays short', async () => {
    const { origin, failures } = await startBehind(stripBase);
    const path = `/base/base/${randomBytes(5625).toString('hex')}/login?notice=signed-out`;
    const { status, location } = await new Browser().get(origin + path);
    expect([status, failures]).toEqual([303, []]);
    expect(location?.length).toBeLessThan(1000);
  });

  it('although somebody else was sent there from such a page', async () => {
    const { origin, failures } = await startBehind(stripBase);
    const mark = new URL(
      (await new Browser().get(`${origin}/base/base/login?returnTo=/`)).location ?? '',
    ).searchParams.get('missed');
    expect(mark).not.toBeNull();
    for (const path of ['/base/me', '/base/base/login/oidc', '/base/other/login'])
      expect((await new Browser().get(`${origin}${path}?returnTo=/base/&missed=${mark}`)).status).toBe(303);
    expect(failures).toEqual([]);
  });
});

it('a login without a page leads back to a public page below the path', async () => {
  const setting = { client: { authorizationParams: { prompt: 'none' } } };
  const { origin, failures } = await startBehind(stripBase, setting);
  const page = await new Browser().open(`${origin}/base/login?returnTo=/base/`);
  expect([page.url, page.status, failures]).toEqual([`${origin}/base/`, 200, []]);
});
