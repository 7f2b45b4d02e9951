import { expect, it } from '@jest/globals';
import express from 'express';
import { oauth, oidc, requireUser } from '../../src/index.js';
import type { RecordStore } from '../../src/index.js';
import { MemoryRecords } from '../../src/records/memory-records.js';
import { Browser } from '../support/browser.js';
import { freePort } from '../support/free-port.js';
import { startProvider } from '../support/processes.js';
import { serve } from '../support/serve.js';
import { useEndAfterTest, useForAll } from '../support/use.js';
import { useApps } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';

const SECRET = 'one secret of both, which is long enough';
const provider = useProvider();
const endAfterTest = useEndAfterTest();
const startApp = useApps(() => ({ client: provider.client }));

/** One app with an `oauth()` for customers and one for staff. They share a store and a cookie, and use the same client. */
const served = useForAll(async () => {
  const shared = {
    records: new MemoryRecords(Date.now) as RecordStore,
    secret: SECRET,
  };
  const app = express();
  const [customers, staff] = [express.Router(), express.Router()];
  const atShop = oauth(customers, oidc(provider.client), { ...shared, skip: ['/shop/link'] });
  oauth(staff, oidc(provider.client), { ...shared, getAuth: (info) => info.sub === 'alice' });
  for (const router of [customers, staff])
    router.get('/me', (req, res) => void res.json({ ident: requireUser(req).ident }));
  customers.get('/link', (req, res) => {
    const authorizationParams = { login_hint: 'ada@example.com' };
    res.type('text').send(atShop.loginLink(req, { authorizationParams }));
  });
  app.use('/shop', customers);
  app.use('/staff', staff);
  return serve(app);
});

it('a user of one instance is not signed in at the other', async () => {
  const bob = new Browser();
  expect((await bob.signInAt(`${served().url}/shop/me`, 'bob')).text).toBe('{"ident":"oidc:bob"}');
  const atStaff = await bob.get(`${served().url}/staff/me`);
  expect(atStaff.location).toBe(`${served().url}/staff/login?returnTo=%2Fstaff%2Fme`);
  const refused = await bob.follow(atStaff);
  expect(refused.status).toBe(403);
  // He is still signed in at the first one.
  expect((await bob.get(`${served().url}/shop/me`)).text).toBe('{"ident":"oidc:bob"}');
});

it('a user of both instances signs in at both, one after the other', async () => {
  const alice = new Browser();
  await alice.signInAt(`${served().url}/shop/me`, 'alice');
  expect((await alice.open(`${served().url}/staff/me`)).text).toBe('{"ident":"oidc:alice"}');
});

it('a login begun at one instance does not end at the other', async () => {
  const browser = new Browser();
  const chooser = await browser.open(`${served().url}/shop/login`);
  const back = await browser.follow(await browser.clickUser(chooser, 'alice'), {
    until: `${served().url}/shop/redirect`,
  });
  const page = await browser.open((back.location ?? '').replace('/shop/', '/staff/'));
  expect(page.url).toContain(`${served().url}/staff/error?e=`);
  expect(page.text).toContain('ERR_OAUTH_ISSUER_MISMATCH');
  expect((await browser.get(`${served().url}/staff/me`)).status).toBe(303);
});

it('a login link of one instance has no effect at the other', async () => {
  const link = (await new Browser().get(`${served().url}/shop/link`)).text;
  expect(link).toMatch(/^\/shop\/login\/oidc\?ticket=/);
  const hint = async (path: string) =>
    new URL((await new Browser().get(served().url + path)).location ?? '').searchParams.get('login_hint');
  expect(await hint(link)).toBe('ada@example.com');
  expect(await hint(link.replace('/shop/', '/staff/'))).toBeNull();
});

it('two apps with different URLs, and the same store and secret, do not share their sign-ins', async () => {
  const shared = { records: new MemoryRecords(Date.now), secret: SECRET };
  const ports = [await freePort(), await freePort()];
  const [one, other] = await Promise.all(
    ports.map((port) =>
      startApp({
        port,
        options: { ...shared, baseUrl: `http://localhost:${port}` },
      }),
    ),
  );
  const browser = new Browser();
  await browser.signInAt(`${one?.url}/me`, 'bob');
  // Both apps share the cookies: cookies do not depend on the port.
  expect((await browser.get(`${one?.url}/me`)).status).toBe(200);
  expect((await browser.get(`${other?.url}/me`)).status).toBe(303);
});

it('with the routers of two instances before their guards, each guard decides by its own instance', async () => {
  const shared = { records: new MemoryRecords(Date.now), secret: SECRET };
  const app = express();
  const paths = (name: string) => ({
    loginPath: `/${name}/login`,
    redirectPath: `/${name}/redirect`,
    logoutPath: `/${name}/logout`,
    errorPath: `/${name}/error`,
  });
  const staff = oauth(null, oidc(provider.client), {
    ...shared,
    ...paths('staff'),
    getAuth: (info) => info.sub === 'bob',
  });
  const shop = oauth(null, oidc(provider.client), { ...shared, ...paths('shop') });
  app.use(staff.router, shop.router);
  app.use('/staff', staff.beforeware);
  app.use('/shop', shop.beforeware);
  for (const part of ['staff', 'shop'])
    app.get(`/${part}/me`, (req, res) => void res.send(`${part} ${requireUser(req).ident}`));
  const { url } = endAfterTest(await serve(app));
  const alice = new Browser();
  expect((await alice.signInAt(`${url}/shop/me`, 'alice')).text).toBe('shop oidc:alice');
  expect((await alice.get(`${url}/staff/me`)).location).toBe(`${url}/staff/login?returnTo=%2Fstaff%2Fme`);
  const bob = new Browser();
  expect((await bob.signInAt(`${url}/staff/me`, 'bob')).text).toBe('staff oidc:bob');
  expect((await bob.get(`${url}/shop/me`)).status).toBe(303);
});

it('session data is not visible to a user with the same id at another provider', async () => {
  const other = await startProvider({ users: [{ id: 'alice', name: 'Another Alice' }] });
  endAfterTest(other);
  const app = express();
  const shared = { records: new MemoryRecords(Date.now), secret: SECRET };
  for (const [path, { issuer, clientId, clientSecret }] of [
    ['/one', provider.client],
    ['/two', other],
  ] as const) {
    const router = express.Router();
    oauth(router, oidc({ issuer, clientId, clientSecret }), shared);
    router.get('/card', (req, res) => void res.json((req.session as { card?: string }).card ?? null));
    router.get('/put', (req, res) => void res.json(Object.assign(req.session, { card: '4242' }).card));
    app.use(path, router);
  }
  const { url } = endAfterTest(await serve(app));
  const browser = new Browser();
  await browser.signInAt(`${url}/one/put`, 'alice');
  expect((await browser.get(`${url}/one/card`)).text).toBe('"4242"');
  expect((await browser.signInAt(`${url}/two/card`, 'alice')).text).toBe('null');
});
