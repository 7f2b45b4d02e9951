import { describe, expect, it } from '@jest/globals';
import express from 'express';
import express4 from 'express4';
import supertest from 'supertest';
import { oauth, oidc, requireUser } from '../../src/index.js';
import type { UserInfo } from '../../src/index.js';
import { Browser } from '../support/browser.js';
import { serve } from '../support/serve.js';
import { useEndAfterTest } from '../support/use.js';
import { useApps } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';

const provider = useProvider();
const endAfterTest = useEndAfterTest();
const startApp = useApps(() => ({ client: provider.client }));

describe.each([
  ['Express 5', express],
  ['Express 4.17', express4],
])('a login on %s', (_name, make) => {
  it('ends at the page that the user requested, with its query', async () => {
    const { url } = await startApp({ make });
    const page = await new Browser().signInAt(`${url}/me?tab=2`, 'alice');
    expect(page.url).toBe(`${url}/me?tab=2`);
    expect(JSON.parse(page.text)).toMatchObject({
      ident: 'oidc:alice',
      info: { sub: 'alice', email: 'alice@example.com', email_verified: true },
    });
  });

  it('works by form_post, without Lax cookies on the post', async () => {
    const { url } = await startApp({
      make,
      client: { ...provider.client, responseMode: 'form_post' },
    });
    const page = await new Browser().signInAt(`${url}/me`, 'alice');
    expect(page.request.chain.map((address) => new URL(address).search.slice(0, 8))).toContain('?posted=');
    expect(JSON.parse(page.text)).toMatchObject({ ident: 'oidc:alice' });
  });

  it.each([
    ['as bytes', express.raw({ type: () => true })],
    ['as text', express.text({ type: () => true })],
    ['as nested values', express.urlencoded({ extended: true })],
  ])('works by form_post when the app reads every body %s first', async (_how, parser) => {
    const { url } = await startApp({
      make,
      before: (server) => void server.use(parser),
      client: { ...provider.client, responseMode: 'form_post' },
    });
    const browser = new Browser();
    expect(JSON.parse((await browser.signInAt(`${url}/me`, 'alice')).text)).toMatchObject({ ident: 'oidc:alice' });
    const asked = await browser.get(`${url}/logout`);
    expect((await browser.submit(asked)).status).toBe(200);
    expect((await browser.get(`${url}/me`)).status).toBe(303);
  });

  it('can be mounted on a router below a path', async () => {
    const server = make();
    const router = make.Router();
    oauth(router, oidc(provider.client), { skip: ['/portal'] });
    router.get('/', (_req, res) => void res.send('portal'));
    router.get('/me', (req, res) => void res.json({ ident: requireUser(req).ident }));
    server.use('/portal', router);
    server.get('/outside', (_req, res) => void res.send('outside'));
    const served = endAfterTest(await serve(server));
    const browser = new Browser();
    expect((await browser.get(`${served.url}/portal`)).text).toBe('portal');
    expect((await browser.get(`${served.url}/outside`)).text).toBe('outside');
    expect((await browser.get(`${served.url}/portal/me`)).location).toBe(
      `${served.url}/portal/login?returnTo=%2Fportal%2Fme`,
    );
    const page = await browser.signInAt(`${served.url}/portal/me`, 'bob');
    expect(page.url).toBe(`${served.url}/portal/me`);
    expect(page.text).toBe('{"ident":"oidc:bob"}');
    expect((await browser.get(`${served.url}/portal/logout`, { from: browser.page })).location).toMatch(
      /post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A\d+%2Fportal%2Flogout&/,
    );
  });

  it('can be mounted by hand, with the router below a path and the guard for one part', async () => {
    const server = make();
    const auth = oauth(null, oidc(provider.client), { mountPath: '/auth' });
    server.use('/auth', auth.router);
    server.get('/open', (_req, res) => void res.send('open'));
    server.use('/private', auth.beforeware);
    server.get('/private/me', (req, res) => void res.json({ ident: requireUser(req).ident }));
    const served = endAfterTest(await serve(server));
    const browser = new Browser();
    expect((await browser.get(`${served.url}/open`)).text).toBe('open');
    const page = await browser.signInAt(`${served.url}/private/me`, 'bob');
    expect(page.url).toBe(`${served.url}/private/me`);
    expect(page.request.chain.some((address) => address.startsWith(`${served.url}/auth/redirect?`))).toBe(true);
  });
});

describe('getAuth', () => {
  it('receives the info, the ident, the new session and the app state of the login link', async () => {
    const received: unknown[] = [];
    const { url } = await startApp({
      options: {
        skip: ['/', '/link'],
        getAuth(info, ident, session, state, context) {
          received.push({
            email: info.email,
            ident,
            id: typeof session.id,
            state,
            returnTo: context.returnTo,
            client: context.client,
          });
          return true;
        },
      },
      routes: (server, auth) =>
        server.get('/link', (req, res) =>
          res.redirect(auth.loginLink(req, { state: { plan: ['a', 1] }, returnTo: '/me?x' })),
        ),
    });
    const page = await new Browser().signInAt(`${url}/link`, 'bob');
    expect(page.url).toBe(`${url}/me?x`);
    expect(received).toEqual([
      {
        email: 'bob@example.com',
        ident: 'oidc:bob',
        id: 'string',
        state: { plan: ['a', 1] },
        returnTo: '/me?x',
        client: 'oidc',
      },
    ]);
  });

  it('that answers false signs nobody in: the login page says so with 403 and offers another account', async () => {
    const { url } = await startApp({ options: { getAuth: (info: UserInfo) => info.email_verified === true } });
    const browser = new Browser();
    const page = await browser.signInAt(`${url}/me`, 'mallory');
    expect(page.status).toBe(403);
    expect(page.url).toContain('/login?notice=not-let-in');
    expect(page.text).toContain('This account has no access');
    expect((await browser.get(`${url}/me`)).status).toBe(303);
    // The button asks the provider for another account, so the provider does not send mallory again.
    const href = /href="([^"]+other=[^"]*)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&');
    const chooser = await browser.open(new URL(href ?? '', url).href, { from: page });
    const signedIn = await browser.follow(await browser.clickUser(chooser, 'alice'));
    expect(JSON.parse(signedIn.text)).toMatchObject({ ident: 'oidc:alice' });
  });

  it('that names a path sends the user there', async () => {
    const { url } = await startApp({ options: { getAuth: async () => '/me?welcome' } });
    expect((await new Browser().signInAt(`${url}/me`, 'bob')).url).toBe(`${url}/me?welcome`);
  });

  it('that returns a function lets it answer for the signed-in user', async () => {
    const { url } = await startApp({
      options: { getAuth: (_info, ident) => (_req, res) => res.status(201).send(`hello ${ident}`) },
    });
    const browser = new Browser();
    expect(await browser.signInAt(`${url}/me`, 'bob')).toMatchObject({ status: 201, text: 'hello oidc:bob' });
    expect((await browser.get(`${url}/me`)).status).toBe(200);
  });

  it('that throws shows the error page and signs nobody in', async () => {
    const { url } = await startApp({
      options: {
        getAuth: () => {
          throw new Error('the database is away');
        },
      },
    });
    const browser = new Browser();
    const page = await browser.signInAt(`${url}/me`, 'bob');
    expect(page.status).toBe(500);
    expect(page.text).toContain('ERR_OAUTH_HOOK');
    expect((await browser.get(`${url}/me`)).status).toBe(303);
  });

  it('that names another site is refused', async () => {
    const { url } = await startApp({ options: { getAuth: () => '//evil.example/' } });
    const page = await new Browser().signInAt(`${url}/me`, 'bob');
    expect(page.url).toContain(`${url}/error`);
    expect(page.text).toContain('ERR_OAUTH_HOOK');
  });
});

describe('checkInvalid', () => {
  it('that answers true signs out, and the login page waits for a click', async () => {
    let invalid = false;
    const { url } = await startApp({
      options: { checkInvalid: (_req, _session, auth) => invalid && auth.ident === 'oidc:bob' },
    });
    const browser = new Browser();
    await browser.signInAt(`${url}/me`, 'bob');
    invalid = true;
    const page = await browser.open(`${url}/me`);
    expect(page.url).toBe(`${url}/login?returnTo=%2Fme&notice=signed-out`);
    expect(page.status).toBe(200);
    invalid = false;
    expect((await browser.get(`${url}/me`)).status).toBe(303);
  });

  it('that names a path redirects there, still signed in', async () => {
    const { url } = await startApp({ options: { checkInvalid: (req) => (req.path === '/me' ? '/' : false) } });
    const browser = new Browser();
    expect((await browser.signInAt(`${url}/me`, 'bob')).text).toBe('home oidc:bob');
  });

  it('that throws shows the error page', async () => {
    const { url } = await startApp({ options: { checkInvalid: () => Promise.reject(new Error('no')) } });
    expect((await new Browser().signInAt(`${url}/me`, 'bob')).text).toContain('ERR_OAUTH_HOOK');
  });

  it('is not asked on public routes', async () => {
    const { url } = await startApp({ options: { checkInvalid: () => true } });
    const browser = new Browser();
    const page = await browser.signInAt(`${url}/me`, 'bob');
    expect(page.text).toContain('Sign in');
    expect((await browser.get(`${url}/`)).status).toBe(200);
  });
});

describe('a request without a sign-in', () => {
  it.each([
    ['a page visit', {}, 303],
    ['curl', { 'sec-fetch-mode': undefined, 'sec-fetch-dest': undefined, accept: '*/*' }, 303],
    ['fetch()', { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }, 401],
    ['an iframe', { 'sec-fetch-dest': 'iframe' }, 401],
    ['an image', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }, 401],
    ['a prefetch', { 'sec-purpose': 'prefetch;prerender' }, 401],
    ['XMLHttpRequest', { 'x-requested-with': 'XMLHttpRequest' }, 401],
    [
      'a program that wants JSON',
      { accept: 'application/json', 'sec-fetch-mode': undefined, 'sec-fetch-dest': undefined },
      401,
    ],
  ])('of %s is answered with the right status', async (_name, headers, status) => {
    const { url } = await startApp();
    const page = await new Browser().get(`${url}/me`, { headers });
    expect(page.status).toBe(status);
    expect(page.headers.get('cache-control')).toBe('no-store');
  });

  it('of a program gets a problem document with the login URL', async () => {
    const { url } = await startApp();
    const page = await new Browser().get(`${url}/me`, {
      headers: { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
    });
    expect(page.headers.get('content-type')).toContain('application/problem+json');
    expect(page.headers.get('www-authenticate')).toContain('form-action="/login');
    expect(JSON.parse(page.text)).toMatchObject({
      status: 401,
      code: 'ERR_OAUTH_NOT_SIGNED_IN',
      loginUrl: `${url}/login`,
    });
  });

  it('is answered the same to supertest', async () => {
    const { app: server } = await startApp();
    await supertest(server).get('/me').expect(303).expect('Location', '/login?returnTo=%2Fme');
    await supertest(server).get('/me').set('Accept', 'application/json').expect(401);
    await supertest(server).post('/me').expect(303).expect('Location', '/login');
    await supertest(server).get('/nothing-here').expect(303);
  });
});
