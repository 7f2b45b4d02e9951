import { describe, expect, it } from '@jest/globals';
import express from 'express';
import { oauth, oidc, requireUser } from '../../src/index.js';
import type { OAuth, OAuthOptions } from '../../src/index.js';
import { Browser } from '../support/browser.js';
import { sendRaw } from '../support/raw-requests.js';
import { serve } from '../support/serve.js';
import { useEndAfterTest } from '../support/use.js';
import { useApps } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';

const provider = useProvider();
const endAfterTest = useEndAfterTest();
const startApp = useApps(() => ({ client: provider.client }));

it.each(['/redirect?state=x&code=y', '/login', '/LOGIN/oidc/', '/login/oidc?other', '/logout', '/Error/', '/error#x'])(
  'invariant 14: a login with the returnTo %s, which is a path of the library, ends at the home page',
  async (returnTo) => {
    const app = await startApp();
    const browser = new Browser();
    const page = await browser.signInAt(`${app.url}/login?${new URLSearchParams({ returnTo })}`, 'bob');
    expect(page.url).toBe(`${app.url}/`);
    expect(page.text).toBe('home oidc:bob');
  },
);

it('a login can end at a path of the app that only begins like one of the library', async () => {
  const app = await startApp({
    routes: (server) => server.get('/logins/all', (_req, res) => void res.send('all')),
  });
  expect((await new Browser().signInAt(`${app.url}/login?returnTo=/logins/all`, 'bob')).text).toBe('all');
});

it('invariant 14: the guarded page to which checkInvalid sends a user is shown, and no other page', async () => {
  const app = await startApp({
    options: { checkInvalid: () => '/banned?why=spam' },
    routes: (server) => {
      server.get('/banned', (req, res) => void res.send(`banned ${requireUser(req).ident}`));
      server.use('/admin', (_req, res) => void res.send('secret'));
    },
  });
  const browser = new Browser();
  const page = await browser.signInAt(`${app.url}/me`, 'bob');
  expect(page.url).toBe(`${app.url}/banned?why=spam`);
  expect(page.text).toBe('banned oidc:bob');
  const cookie = `Cookie: ${await browser.jar.getCookieString(app.url)}`;
  for (const target of [
    '/admin',
    '/admin/../banned',
    '/admin//banned',
    '/admin/%2e%2e/banned',
    '//banned',
    '/banned/../admin',
  ])
    expect(await sendRaw(app.port, target, [cookie])).toMatch(
      /^HTTP\/1\.1 303[^]*\r\nLocation: \/banned\?why=spam\r\n/,
    );
  // Another query may lead to another page.
  expect((await browser.get(`${app.url}/banned?why=all`)).location).toBe(`${app.url}/banned?why=spam`);
});

it.each<[name: string, path: string, route: string]>([
  ['with a slash at its end', '/suspended', '/suspended/'],
  ['with an encoded slash', '/suspended/AC%2FDC', '/suspended/AC%2FDC'],
  ['with dots', '/what..now', '/what..now'],
])('invariant 14: the guarded page that checkInvalid names is reached %s', async (_name, path, route) => {
  const app = await startApp({
    options: { checkInvalid: () => path },
    routes: (server) =>
      server.use((req, res) => {
        // As a file server redirects to a folder.
        if (req.originalUrl === route) res.send('there');
        else res.redirect(route);
      }),
  });
  expect((await new Browser().signInAt(`${app.url}/me`, 'bob')).text).toBe('there');
});

it('a page that checkInvalid names may be posted to: terms can be accepted', async () => {
  const accepted = new Set<string>();
  const app = await startApp({
    options: { checkInvalid: (_req, _session, { ident }) => (accepted.has(ident) ? false : '/terms') },
    routes: (server) => {
      server.get('/terms', (_req, res) => void res.send('<form method="post" action="/terms"></form>'));
      server.post('/terms', (req, res) => {
        accepted.add(requireUser(req).ident);
        res.redirect(303, '/me');
      });
    },
  });
  const browser = new Browser();
  const terms = await browser.signInAt(`${app.url}/me`, 'bob');
  expect(JSON.parse((await browser.follow(await browser.submit(terms))).text)).toMatchObject({ ident: 'oidc:bob' });
});

it('a path that checkInvalid names opens nothing that the app rewrites it to', async () => {
  const app = await startApp({
    before: (server) =>
      server.use((req, _res, next) => {
        req.url = req.get('x-rewrite') ?? req.url;
        next();
      }),
    options: { checkInvalid: () => '/banned' },
    routes: (server) => server.get('/admin', (_req, res) => void res.send('secret')),
  });
  const browser = new Browser();
  await browser.signInAt(`${app.url}/login`, 'bob');
  const page = await browser.get(`${app.url}/banned`, { headers: { 'x-rewrite': '/admin' } });
  expect(page.status).toBe(500);
  expect(page.text).toContain('ERR_OAUTH_HOOK');
});

it('invariant 14: a guarded page that onError names ends at the error page while the provider is down', async () => {
  const app = await startApp({
    client: { ...provider.client, issuer: 'http://127.0.0.1:9/' },
    options: { onError: () => '/sorry' },
  });
  const page = await new Browser().open(`${app.url}/me`);
  expect(page.status).toBe(502);
  expect(page.text).toContain('ERR_OAUTH_UNREACHABLE');
});

it('invariant 14: the page to which onError sends a user shows the error itself when it fails, too', async () => {
  const app = await startApp({
    options: {
      onError: () => '/sorry',
      checkInvalid: () => {
        throw new Error('the database is away');
      },
    },
  });
  const browser = new Browser();
  const page = await browser.signInAt(`${app.url}/me`, 'bob');
  expect(page.url).toBe(`${app.url}/sorry`);
  expect(page.status).toBe(500);
  expect(page.text).toContain('ERR_OAUTH_HOOK');
});

it('invariant 14: getAuth that names the redirect URI itself sends the user home', async () => {
  const app = await startApp({ options: { getAuth: () => '/redirect' } });
  expect((await new Browser().signInAt(`${app.url}/login`, 'bob')).url).toBe(`${app.url}/`);
});

it('onLogout that names the logout itself shows the logout page', async () => {
  const app = await startApp({ options: { onLogout: () => '/logout', providerLogout: false } });
  const browser = new Browser();
  const page = await browser.signInAt(`${app.url}/login`, 'bob');
  expect((await browser.open(`${app.url}/logout`, { from: page })).text).toContain('You are signed out');
});

describe('mounted by hand, in whatever order', () => {
  const orders: [name: string, options: OAuthOptions, mount: (app: express.Express, auth: OAuth) => void][] = [
    [
      'the guard below a path before the router',
      {},
      (app, auth) => app.use('/private', auth.beforeware).use(auth.router),
    ],
    ['the guard before the router', {}, (app, auth) => app.use(auth.beforeware, auth.router)],
    [
      'the guard before a router below a path',
      { mountPath: '/auth' },
      (app, auth) => app.use(auth.beforeware).use('/auth', auth.router),
    ],
    [
      'the guard below a path, the router below another',
      { mountPath: '/auth' },
      (app, auth) => app.use('/private', auth.beforeware).use('/auth', auth.router),
    ],
    [
      'both below a path, whose guard comes first',
      { mountPath: '/private' },
      (app, auth) => app.use('/private', auth.beforeware, auth.router),
    ],
    ['both below a path', {}, (app, auth) => app.use('/private', auth.router, auth.beforeware)],
    [
      'the router in a public part, the guard at the root',
      { skip: ['/auth/*'], mountPath: '/' },
      (app, auth) => app.use(auth.beforeware).use(auth.router),
    ],
  ];

  it.each(orders)('%s', async (_name, options, mount) => {
    const app = express();
    const auth = oauth(null, oidc(provider.client), options);
    mount(app, auth);
    app.get('/private/me', (req, res) => void res.send(`you are ${requireUser(req).ident}`));
    const { url } = endAfterTest(await serve(app));
    const browser = new Browser();
    expect((await browser.get(`${url}/private/me`)).status).toBe(303);
    expect((await browser.signInAt(`${url}/private/me`, 'alice')).text).toBe('you are oidc:alice');
    // The guard lets the library's own paths through only in their exact form.
    expect((await new Browser().get(`${url}/private/me/`)).status).toBe(303);
  });
});

describe('a path that looks like one of the library opens nothing', () => {
  const everything: express.RequestHandler = (req, res) => void res.send(`open ${req.originalUrl}`);

  it('with several clients, whose redirect URIs are below it', async () => {
    const app = express();
    oauth(app, [oidc({ ...provider.client, name: 'a' }), oidc({ ...provider.client, name: 'b' })]);
    app.use(everything);
    const { url } = endAfterTest(await serve(app));
    for (const path of ['/redirect', '/REDIRECT/', '/redirect?x'])
      expect((await new Browser().get(url + path)).status).toBe(303);
  });

  it.each<[name: string, mountPath: string | undefined]>([
    ['with a router below a path', undefined],
    ['with a router below a path that the guard knows', '/auth'],
  ])('%s', async (_name, mountPath) => {
    const app = express().enable('case sensitive routing');
    const auth = oauth(null, oidc(provider.client), mountPath === undefined ? {} : { mountPath });
    app.use('/auth', auth.router);
    app.use(auth.beforeware, everything);
    const { url } = endAfterTest(await serve(app));
    for (const path of [
      '/login',
      '/login/secret',
      '/redirect',
      '/logout',
      '/error',
      '/AUTH/login',
      '/AUTH/login/x',
      '/Auth/error',
      '/me',
    ])
      expect([path, (await new Browser().get(url + path)).text]).not.toEqual([path, expect.stringMatching(/^open/)]);
  });
});

it.each(['/PORTAL/me', '/Portal/me', '/portal/me'])(
  'a user who signed in below a path is signed in at %s, too',
  async (path) => {
    const app = express();
    const portal = express.Router();
    oauth(portal, oidc(provider.client));
    portal.get('/me', (req, res) => void res.send(`you are ${requireUser(req).ident}`));
    app.use('/portal', portal);
    const { url } = endAfterTest(await serve(app));
    const browser = new Browser();
    await browser.signInAt(`${url}/portal/me`, 'bob');
    expect((await browser.get(url + path)).text).toBe('you are oidc:bob');
  },
);
