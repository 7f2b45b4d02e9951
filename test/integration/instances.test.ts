import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import express from 'express';
import type { Express } from 'express';
import express4 from 'express4';
import { oauth, oidc, requireUser, userOf } from '../../src/index.js';
import type { OAuth, OAuthOptions, OidcOptions, TokenSet } from '../../src/index.js';
import { instancesOf } from '../../src/http/instances.js';
import { MemoryRecords } from '../../src/records/memory-records.js';
import { Browser } from '../support/browser.js';
import { useNewHostileProvider } from '../support/hostile/use-hostile-provider.js';
import { sendRaw } from '../support/raw-requests.js';
import { serve } from '../support/serve.js';
import { useEndAfterTest } from '../support/use.js';

const SECRET = 'one secret of both, which is long enough';

const first = useNewHostileProvider();
const second = useNewHostileProvider();
const endAfterTest = useEndAfterTest();

/** The body of the home page under a host name. */
function textAt(port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', headers: { host } }, (answer) => void text(answer).then(resolve, reject));
  });
}

/** How the second instance is mounted by hand on an app that has a first one, and whether it comes before it. */
type Mounting = [how: string, mount: (app: Express, staff: OAuth) => void, isFirst: boolean];

const arrangements: [how: string, mount: (app: Express, staff: OAuth) => void][] = [
  ['its router at the root and its guard below', (app, staff) => app.use(staff.router).use('/staff', staff.beforeware)],
  ['its guard and its router below', (app, staff) => app.use('/staff', staff.beforeware, staff.router)],
  ['its router and its guard below', (app, staff) => app.use('/staff', staff.router, staff.beforeware)],
  ['its guard below, and no router', (app, staff) => app.use('/staff', staff.beforeware)],
];

const below = arrangements.flatMap(([how, mount]): Mounting[] => [
  [`${how}, after the first`, mount, false],
  [`${how}, before the first`, mount, true],
]);

describe.each([
  ['another issuer', () => oidc(second().client)],
  ['the same registration', () => oidc(first().client)],
])('invariant 15: of two instances of one app, the second with %s', (_what, staffClient) => {
  it.each(below)('a user of the first is not let in by the second with %s', async (_how, mount, isFirst) => {
    const records = new MemoryRecords(Date.now);
    const app = express();
    const shared = { records, secret: SECRET };
    const staff = oauth(null, staffClient(), { ...shared, getAuth: () => false });
    const entered: unknown[] = [];
    if (isFirst) mount(app, staff);
    oauth(app, oidc(first().client), shared);
    if (!isFirst) mount(app, staff);
    app.get(['/staff/secret', '/me'], (req, res) => {
      if (req.path !== '/me') entered.push(userOf(req)?.ident);
      res.send('inside');
    });
    const { url } = endAfterTest(await serve(app));
    const browser = new Browser();
    await browser.open(`${url}/login?returnTo=/me`);
    const page = await browser.open(`${url}/staff/secret`);
    expect([page.status === 200, page.text]).toEqual([false, expect.not.stringContaining('inside')]);
    expect(entered).toEqual([]);
  });
});

describe('two instances that answer the same redirect path', () => {
  it('are refused at once where both are mounted on the app', () => {
    const app = express();
    oauth(app, oidc(first().client));
    expect(() => oauth(app, oidc(second().client))).toThrow(
      expect.objectContaining({ code: 'ERR_OAUTH_CONFIG', message: expect.stringContaining('"/redirect"') }),
    );
  });

  it('are refused at the first request where one is mounted by hand', async () => {
    const app = express();
    oauth(app, oidc(first().client), { skip: ['/'] });
    const staff = oauth(null, oidc(second().client), { skip: ['/'] });
    const messages: string[] = [];
    staff.events.on('failure', ({ error }) => messages.push(error.message));
    app.use(staff.router);
    const { url } = endAfterTest(await serve(app));
    const page = await new Browser().get(`${url}/`);
    expect([page.status, page.text]).toEqual([500, expect.stringContaining('ERR_OAUTH_CONFIG')]);
    expect(messages).toEqual(['Two oauth() instances of this app answer the redirect path "/redirect"']);
  });

  it('are no such two on origins of their own', async () => {
    const app = express();
    const routers = new Map(
      ['one.localhost', 'other.localhost'].map((host) => {
        const router = express.Router();
        oauth(router, oidc(first().client), { baseUrl: `http://${host}`, skip: ['/'] });
        router.get('/', (_req, res) => void res.send(host));
        return [host, router];
      }),
    );
    app.use((req, res, next) => routers.get(req.hostname)?.(req, res, next));
    const { port } = endAfterTest(await serve(app));
    for (const host of routers.keys()) expect(await textAt(port, host)).toBe(host);
  });

  it.each(['/status', '/'])('are no such two for the one at the root, after a first visit of %s', async (path) => {
    const app = express();
    const staff = oauth(null, oidc(second().client));
    app.use('/staff', staff.router);
    // Without "mountPath", it takes its router to be at the root.
    app.get('/status', staff.require({ client: 'oidc' }));
    const auth = oauth(null, oidc(first().client), { skip: ['/'] });
    app.use(auth.router, auth.beforeware);
    app.get('/', (_req, res) => void res.send('home'));
    const { url } = endAfterTest(await serve(app));
    const browser = new Browser();
    await browser.get(url + path);
    expect((await browser.get(`${url}/`)).text).toBe('home');
    expect((await browser.get(`${url}/status`)).text).toContain('ERR_OAUTH_CONFIG');
  });

  it('are no such two where the app asks the second for a link only: the user of the request stays', async () => {
    const app = express();
    oauth(app, oidc(first().client));
    const staff = oauth(null, oidc(second().client));
    app.get('/me', (req, res) => {
      staff.loginLink(req);
      res.send(userOf(req)?.ident);
    });
    const { url } = endAfterTest(await serve(app));
    expect((await new Browser().open(`${url}/me`)).text).toBe('oidc:alice');
  });

  it('are no such two on paths of their own, and the app finds both', async () => {
    const app = express();
    oauth(app, oidc(first().client), { skip: ['/'] });
    const paths = { loginPath: '/in', redirectPath: '/back', logoutPath: '/out', errorPath: '/oops' };
    const staff = oauth(null, oidc(second().client), { ...paths, skip: ['/'] });
    app.use(staff.router, staff.beforeware);
    app.get('/', (_req, res) => void res.send('home'));
    const { url } = endAfterTest(await serve(app));
    expect((await new Browser().get(`${url}/`)).text).toBe('home');
    expect(instancesOf(app).map(({ settings }) => settings.paths.redirect)).toEqual(['/redirect', '/back']);
  });
});

describe('the path that the router is mounted at', () => {
  it.each<[what: string, options: OAuthOptions]>([
    ['the guard took it to be the root', {}],
    ['the option "mountPath" names another', { mountPath: '/elsewhere' }],
  ])('a request that shows that %s is an error', async (_what, options) => {
    const app = express();
    const auth = oauth(null, oidc(first().client), { skip: ['/staff/*'], ...options });
    app.use('/staff', auth.beforeware, auth.router);
    app.get('/staff/open', (_req, res) => void res.send('open'));
    const { url } = endAfterTest(await serve(app));
    const page = await new Browser().get(`${url}/staff/open`);
    expect([page.status, page.text]).toEqual([500, expect.stringContaining('mountPath')]);
  });

  it('is not fixed by a login link that the app makes before the router has seen the request', async () => {
    const app = express();
    const auth = oauth(null, oidc(first().client));
    app.use((req, res, next) => {
      res.locals['link'] = auth.loginLink(req);
      next();
    });
    app.use('/staff', auth.router, auth.beforeware);
    app.get('/staff/me', (req, res) => void res.send(requireUser(req).ident));
    const { url } = endAfterTest(await serve(app));
    expect((await new Browser().open(`${url}/staff/me`)).text).toBe('oidc:alice');
  });

  it.each([
    ['Express 5', express, '/*tenant'],
    ['Express 4', express4, '/*'],
  ] as [string, typeof express, string][])(
    'that leads to another site is on no error page of %s',
    async (_which, make, pattern) => {
      const app = make();
      const auth = oauth(null, oidc(first().client));
      app.use(pattern, auth.router);
      const { url } = endAfterTest(await serve(app));
      const answer = await sendRaw(Number(new URL(url).port), '//elsewhere.example/x');
      expect(answer).toContain('400 Bad Request');
      expect(answer.match(/href="[^"]*"/g)).toEqual(['href="/login"', 'href="/"']);
    },
  );

  it('may be written in any case where Express makes no difference', async () => {
    const app = express();
    const auth = oauth(null, oidc(first().client), { mountPath: '/Staff' });
    app.use('/staff', auth.beforeware, auth.router);
    app.get('/staff/me', (req, res) => void res.send(requireUser(req).ident));
    const { url } = endAfterTest(await serve(app));
    expect((await new Browser().open(`${url}/staff/me`)).text).toBe('oidc:alice');
  });
});

describe.each([
  ['Express 5', () => express()],
  ['Express 4', () => express4() as unknown as Express],
])('in %s, a guard that comes before its router', (_version, make) => {
  /** Serves an app, on the port of an earlier one where it is given. */
  async function start(mount: (app: Express, auth: OAuth) => void, records: MemoryRecords, port?: number) {
    const app = make();
    const auth = oauth(null, oidc(first().client), { records, secret: SECRET });
    mount(app, auth);
    app.get(['/private/me', '/me'], (req, res) => void res.send(userOf(req)?.ident ?? 'nobody'));
    return endAfterTest(await serve(app, port));
  }

  it.each<[how: string, mount: (app: Express, auth: OAuth) => void]>([
    ['the app', (app, auth) => app.use('/private', auth.beforeware).use(auth.router)],
    ['a router', (app, auth) => app.use('/private', auth.beforeware).use(express.Router().use(auth.router))],
    ['the app, with the guard at the root, too', (app, auth) => app.use(auth.beforeware, auth.router)],
    ['nothing: the guard at the root passes our routes to it', (app, auth) => app.use(auth.beforeware)],
    ['an app at the root of the app', (app, auth) => app.use(make().use('/private', auth.beforeware).use(auth.router))],
  ])('knows a user at its very first request, with the router at the root of %s', async (_how, mount) => {
    const records = new MemoryRecords(Date.now);
    const before = await start(mount, records);
    const browser = new Browser();
    expect((await browser.open(`${before.url}/login?returnTo=/private/me`)).text).toBe('oidc:alice');
    await before.close();
    const after = await start(mount, records, before.port);
    expect((await browser.get(`${after.url}/private/me`)).text).toBe('oidc:alice');
  });

  it('invariant 15: lets nobody in at the first request after a restart if its router is not at the root', async () => {
    const records = new MemoryRecords(Date.now);
    const shared = { records, secret: SECRET };
    const withStaff = (app: Express, auth: OAuth) => {
      const staff = oauth(null, oidc(first().client), { ...shared, getAuth: () => false });
      app.use('/staff', staff.beforeware);
      app.get('/staff/secret', (_req, res) => void res.send('inside'));
      app.use(auth.router);
    };
    const before = await start(withStaff, records);
    const browser = new Browser();
    expect((await browser.open(`${before.url}/login?returnTo=/me`)).text).toBe('oidc:alice');
    await before.close();
    const after = await start(withStaff, records, before.port);
    const page = await browser.get(`${after.url}/staff/secret`);
    expect([page.status, page.text]).toEqual([500, expect.stringContaining('ERR_OAUTH_CONFIG')]);
    expect((await browser.get(`${after.url}/me`)).text).toBe('oidc:alice');
  });
});

/** An app with one client on given records. */
async function appOn(
  records: MemoryRecords,
  client: OidcOptions,
  { port, ...options }: OAuthOptions & { port?: number } = {},
) {
  const app = express();
  const auth = oauth(app, oidc({ ...client, apiBase: `${client.issuer}/` }), { records, secret: SECRET, ...options });
  app.get('/me', (req, res) => void res.send(requireUser(req).ident));
  app.get('/api', async (req, res) => {
    const answer = await requireUser(req).fetch('api');
    res.send(await answer.text());
  });
  return { auth, ...endAfterTest(await serve(app, port)) };
}

describe('invariant 15: another issuer under the same client name', () => {
  it('the users of the old one are signed out, and the new one gets none of its tokens', async () => {
    const records = new MemoryRecords(Date.now);
    const before = await appOn(records, first().client);
    const browser = new Browser();
    expect((await browser.open(`${before.url}/me`)).text).toBe('oidc:alice');
    await before.close();
    const after = await appOn(records, second().client, { port: before.port });
    for (const path of ['/me', '/api'])
      expect((await browser.get(after.url + path)).location).toContain(`${after.url}/login`);
    expect(second().calls('api')).toBe(0);
  });

  it('a pending login of the old one does not end at the new one', async () => {
    const records = new MemoryRecords(Date.now);
    const before = await appOn(records, first().client);
    const browser = new Browser();
    const begun = await browser.open(`${before.url}/me`, { until: `${before.url}/redirect` });
    await before.close();
    await appOn(records, second().client, { port: before.port });
    const page = await browser.open(begun.location ?? '');
    expect(page.text).toContain('ERR_OAUTH_ISSUER_MISMATCH');
    expect(second().calls('token')).toBe(0);
  });

  it('a pending login of another client id at the same provider does not end at the new one', async () => {
    const records = new MemoryRecords(Date.now);
    const before = await appOn(records, first().client);
    const browser = new Browser();
    const begun = await browser.open(`${before.url}/me`, { until: `${before.url}/redirect` });
    await before.close();
    await appOn(records, { ...first().client, clientId: 'another-client' }, { port: before.port });
    const page = await browser.open(begun.location ?? '');
    expect(page.text).toContain('ERR_OAUTH_ISSUER_MISMATCH');
    expect(first().calls('token')).toBe(0);
  });

  it("tokens in the app's own store go to the registration that they were issued to", async () => {
    const rows = new Map<string, TokenSet>();
    const tokenStore = {
      load: async ({ ident }: { ident: string }) => rows.get(ident),
      save: async ({ ident }: { ident: string }, tokens: TokenSet) => void rows.set(ident, tokens),
      remove: async ({ ident }: { ident: string }) => void rows.delete(ident),
    };
    const before = await appOn(new MemoryRecords(Date.now), first().client, { tokenStore });
    await new Browser().open(`${before.url}/me`);
    expect((await before.auth.fetch('oidc:alice', 'api')).status).toBe(200);
    const after = await appOn(new MemoryRecords(Date.now), second().client, { tokenStore });
    await expect(after.auth.fetch('oidc:alice', 'api')).rejects.toMatchObject({ code: 'ERR_OAUTH_NOT_SIGNED_IN' });
    expect(second().requests.map(({ endpoint }) => endpoint)).not.toContain('api');
    // Tokens that the app itself has put there name no registration.
    const { registration: _registration, ...tokens } = rows.get('oidc:alice') as TokenSet;
    rows.set('oidc:alice', tokens);
    expect((await before.auth.fetch('oidc:alice', 'api')).status).toBe(200);
  });
});

describe('invariant 15: two apps without baseUrl on one store, with one secret and different issuers', () => {
  it('do not accept, list or end the sessions of each other', async () => {
    const records = new MemoryRecords(Date.now);
    const [one, other] = [await appOn(records, first().client), await appOn(records, second().client)];
    const browser = new Browser();
    expect((await browser.open(`${one.url}/me`)).text).toBe('oidc:alice');
    // Browsers do not tell ports apart: the same cookie goes to both.
    expect((await browser.get(`${other.url}/me`)).status).toBe(303);
    const [session] = await one.auth.sessions.list('oidc:alice');
    expect(await other.auth.sessions.list('oidc:alice')).toEqual([]);
    expect(await other.auth.sessions.endAll('oidc:alice')).toBe(0);
    expect(await other.auth.sessions.end(session?.id ?? '')).toBe(false);
    expect((await browser.get(`${one.url}/me`)).status).toBe(200);
  });

  it('with the same registration they share the lists of sessions', async () => {
    const records = new MemoryRecords(Date.now);
    const [one, other] = [
      await appOn(records, first().client, { baseUrl: 'http://one.localhost' }),
      await appOn(records, first().client, { baseUrl: 'http://other.localhost' }),
    ];
    await new Browser().open(`${one.url}/me`, { until: 'http://one' });
    expect(await other.auth.sessions.list('oidc:alice')).toEqual(await one.auth.sessions.list('oidc:alice'));
  });
});

describe('the option "instance"', () => {
  it('names one instance of an app: the second of this name lets nobody in', async () => {
    const app = express();
    const shared = { records: new MemoryRecords(Date.now), secret: SECRET, instance: 'shop' };
    oauth(app, oidc(first().client), { ...shared, skip: ['/staff/*'] });
    const staff = oauth(null, oidc(first().client), { ...shared, getAuth: () => false });
    app.use('/staff', staff.router, staff.beforeware);
    app.get(['/me', '/staff/me'], (req, res) => void res.send(requireUser(req).ident));
    const { url } = endAfterTest(await serve(app));
    const browser = new Browser();
    expect((await browser.open(`${url}/me`)).text).toBe('oidc:alice');
    const page = await browser.get(`${url}/staff/me`);
    expect([page.status, page.text]).toEqual([500, expect.stringContaining('instance shop')]);
    expect((await browser.get(`${url}/me`)).text).toBe('oidc:alice');
  });

  it('keeps the sign-ins of two apps apart that nothing else does', async () => {
    const records = new MemoryRecords(Date.now);
    const one = await appOn(records, first().client, { instance: 'shop' });
    const other = await appOn(records, first().client, { instance: 'staff' });
    const browser = new Browser();
    await browser.open(`${one.url}/me`);
    expect((await browser.get(`${other.url}/me`)).status).toBe(303);
    expect((await browser.get(`${one.url}/me`)).status).toBe(200);
  });

  it('keeps users signed in when the address of the app changes', async () => {
    const records = new MemoryRecords(Date.now);
    const before = await appOn(records, first().client, { instance: 'shop' });
    const browser = new Browser();
    await browser.open(`${before.url}/me`);
    await before.close();
    const paths = { redirectPath: '/signed-in' };
    const after = await appOn(records, first().client, { instance: 'shop', ...paths, port: before.port });
    expect((await browser.get(`${after.url}/me`)).text).toBe('oidc:alice');
  });
});

it('a further client signs nobody out', async () => {
  const records = new MemoryRecords(Date.now);
  const before = await appOn(records, first().client);
  const browser = new Browser();
  await browser.open(`${before.url}/me`);
  await before.close();
  const app = express();
  const clients = [oidc(first().client), oidc({ ...second().client, name: 'further' })];
  oauth(app, clients, { records, secret: SECRET });
  app.get('/me', (req, res) => void res.send(requireUser(req).ident));
  const { url } = endAfterTest(await serve(app, before.port));
  expect((await browser.get(`${url}/me`)).text).toBe('oidc:alice');
});
