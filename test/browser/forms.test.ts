import { describe, expect, it } from '@jest/globals';
import express from 'express';
import type { BrowserContext, Page } from 'playwright-core';
import { oauth, oidc, requireUser } from '../../src/index.js';
import { serve } from '../support/serve.js';
import { useEndAfterTest } from '../support/use.js';
import { useProvider } from '../support/use-provider.js';
import { complaintsOf } from './complaints.js';
import { useChromium } from './use-chromium.js';

/** The default of helmet 8. */
const HELMET =
  "default-src 'self';base-uri 'self';font-src 'self' https: data:;form-action 'self';frame-ancestors 'self';img-src 'self' data:;" +
  "object-src 'none';script-src 'self';script-src-attr 'none';style-src 'self' https: 'unsafe-inline';upgrade-insecure-requests";

const PAGE = `<!doctype html><title>Forms</title><h1>Forms</h1>
<form action="/login"><input type="hidden" name="returnTo" value="/me"><button>Sign in</button></form>
<form action="/begin" method="post"><button>Begin</button></form>
<form action="/order" method="post"><button>Order</button></form>
<form action="/wire" method="post"><button>Wire</button></form>
<form action="/connect" method="post"><button>Connect</button></form>
<form action="/logout" method="post"><button>Leave</button></form>`;

const browser = useChromium();
const provider = useProvider({ host: '127.0.0.1' });
const endAfterTest = useEndAfterTest();
let context: BrowserContext;
let page: Page;
let complaints: string[];

/** Starts an app whose pages have the policy of helmet, and opens its page of forms. */
async function start({ manyClients = false } = {}): Promise<string> {
  const app = express();
  app.use((_req, res, next) => {
    res.setHeader('Content-Security-Policy', HELMET);
    next();
  });
  const names = manyClients ? ['one', 'other'] : ['oidc'];
  const clients = names.map((name) => oidc({ name, ...provider.client }));
  const auth = oauth(app, manyClients ? clients : (clients[0] as (typeof clients)[number]), {
    skip: ['/', '/begin', '/bye'],
    afterLogoutPath: '/bye',
    ...(manyClients ? { loginPage: () => '<!doctype html><form action="/login/one"><button>One</button></form>' } : {}),
  });
  endAfterTest(auth);
  app.get('/', (_req, res) => void res.send(PAGE));
  app.get('/me', (req, res) => void res.send(`<!doctype html><title>Me</title><h1>${requireUser(req).ident}</h1>`));
  app.get('/bye', (_req, res) => void res.send('<!doctype html><title>Bye</title><h1>Bye</h1>'));
  app.post('/begin', (req, res) => auth.login(req, res, { returnTo: '/me', client: names[0] }));
  app.post('/order', (_req, res) => void res.send('<!doctype html><title>Ordered</title><h1>Ordered</h1>'));
  app.post('/wire', auth.require({ amr: ['mfa'] }), (_req, res) => void res.send('wired'));
  app.post('/connect', (req, res) => auth.login(req, res, { client: names[1], connect: true }));
  const served = endAfterTest(await serve(app));
  context = endAfterTest(await browser().newContext());
  complaints = complaintsOf(context);
  page = await context.newPage();
  await page.goto(served.url);
  return served.url;
}

function click(name: string): Promise<void> {
  return page.getByRole('button', { name, exact: true }).click();
}

/** Clicks Bob at the provider, and waits for a page of the app. */
async function signInAsBob(arrival: string): Promise<void> {
  await page.getByRole('button', { name: 'Bob' }).click();
  await page.waitForURL(arrival);
}

describe("in Chromium, under a policy with form-action 'self', the provider is reached by", () => {
  it.each([
    ['a form that leads to the login page', 'Sign in', '/me'],
    ['a posted form that begins a login', 'Begin', '/me'],
    ['a form that is posted after the session ended', 'Order', '/'],
  ])('%s', async (_name, button, arrival) => {
    const url = await start();
    await click(button);
    await page.waitForURL(`${provider.issuer}/**`);
    await signInAsBob(url + arrival);
    expect(complaints).toEqual([]);
  });

  it('a posted form that asks for a stronger sign-in', async () => {
    const url = await start();
    await click('Sign in');
    await signInAsBob(`${url}/me`);
    await page.goto(url);
    await click('Wire');
    await page.waitForURL(`${provider.issuer}/**`);
    expect(complaints).toEqual([]);
  });

  it("a form of the app's own login page, and one that connects an account", async () => {
    const url = await start({ manyClients: true });
    await click('Sign in');
    await click('One');
    await signInAsBob(`${url}/`);
    const left = page.waitForRequest((request) => request.url().startsWith(provider.issuer));
    await click('Connect');
    await left;
    await page.waitForURL(`${url}/`);
    expect(complaints).toEqual([]);
  });

  it.each([
    ['a posted logout, which comes back to the landing page', true],
    ['a posted logout after the session of the app has ended', false],
  ])('%s', async (_name, isSignedIn) => {
    const url = await start();
    await click('Sign in');
    await signInAsBob(`${url}/me`);
    await page.goto(url);
    if (!isSignedIn) await context.clearCookies({ name: 'sid' });
    await click('Leave');
    await page.waitForURL(`${provider.issuer}/**`);
    await click('Sign out');
    await page.waitForURL(`${url}/bye`);
    // The provider has signed the user out, too.
    await page.goto(`${url}/login`);
    await page.getByRole('button', { name: 'Alice' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('the back button leads over the page in between', async () => {
    const url = await start();
    await click('Sign in');
    await page.waitForURL(`${provider.issuer}/**`);
    await page.goBack();
    expect(page.url()).toBe(`${url}/`);
  });
});
