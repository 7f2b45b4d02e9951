import { expect, it } from '@jest/globals';
import { Browser } from '../support/browser.js';
import { startProvider } from '../support/processes.js';
import { useApp, useApps } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';

const signedOut: unknown[] = [];
const provider = useProvider();
const app = useApp(() => ({
  client: provider.client,
  routes(server, auth) {
    auth.events.on('signOut', (event) => signedOut.push(event));
    server.get('/links', (_req, res) => void res.send('<form method="post" action="/logout"></form>'));
  },
}));
const startApp = useApps(() => ({ client: provider.client }));

async function signInAlice(): Promise<Browser> {
  const browser = new Browser();
  await browser.signInAt(`${app.url}/links`, 'alice');
  return browser;
}

it('a form of the app signs out of the app first, then of the provider, and returns to a page that says so', async () => {
  const browser = await signInAlice();
  const { page } = browser;
  const sent = await browser.submit(page as NonNullable<typeof page>);
  // A page instead of a redirect: `form-action 'self'`, which helmet sets, forbids the redirect of a form to another origin.
  expect(sent.status).toBe(200);
  const next = new URL(/^0;url=(.+)$/.exec(sent.headers.get('refresh') ?? '')?.[1] ?? '');
  expect(next.href).toContain(`${provider.issuer}/session/end?`);
  expect(next.searchParams.get('post_logout_redirect_uri')).toBe(`${app.url}/logout`);
  expect(next.searchParams.get('id_token_hint')).toMatch(/^ey/);
  expect(sent.text).toContain(`href="${next.href.replaceAll('&', '&amp;')}"`);
  // The user is signed out of the app, whatever the provider does now.
  expect((await browser.get(`${app.url}/me`)).status).toBe(303);
  const atProvider = await browser.follow(sent);
  const done = await browser.follow(await browser.submit(atProvider, { logout: 'yes' }));
  expect(done.url).toMatch(new RegExp(`^${app.url}/logout\\?state=`));
  expect(done.text).toContain('You are signed out');
  // The provider's own session has ended, so it asks who signs in.
  expect((await browser.open(`${app.url}/me`)).text).toContain('value="bob"');
  expect(signedOut).toContainEqual({ ident: 'oidc:alice', reason: 'logout' });
});

it('a second sign-out, and one without a session, shows the same page', async () => {
  const browser = new Browser();
  expect((await browser.open(`${app.url}/logout`)).text).toContain('You are signed out');
  expect((await browser.open(`${app.url}/logout?state=foreign`)).status).toBe(200);
});

it('invariant 13: logout cannot be forced from another site: a link there shows a page with a button', async () => {
  const browser = await signInAlice();
  const elsewhere = await browser.open(`${provider.issuer}/.well-known/openid-configuration`);
  const crossSite = { ...elsewhere, url: 'https://evil.example/page' };
  const asked = await browser.get(`${app.url}/logout`, { from: crossSite });
  expect(asked.status).toBe(200);
  expect(asked.text).toContain('Stay signed in');
  expect((await browser.get(`${app.url}/me`)).status).toBe(200);
  // The button of that page also works in a browser without Sec-Fetch headers.
  const sent = await browser.post(
    `${app.url}/logout`,
    { ticket: /name="ticket" value="([^"]+)"/.exec(asked.text)?.[1] ?? '' },
    {
      from: asked,
      headers: { 'sec-fetch-site': undefined, 'sec-fetch-mode': undefined, 'sec-fetch-dest': undefined },
    },
  );
  expect(sent.status).toBe(200);
  expect((await browser.get(`${app.url}/me`)).status).toBe(303);
});

it.each([
  ['an image', 'GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
  [
    'an image of this site',
    'GET',
    { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
  ],
  ['a sibling site', 'GET', { 'sec-fetch-site': 'same-site' }],
  ['an old browser', 'GET', { 'sec-fetch-site': undefined, 'sec-fetch-mode': undefined, 'sec-fetch-dest': undefined }],
  ["another site's form", 'POST', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
  ["another site's form in an old browser", 'POST', { 'sec-fetch-site': undefined, origin: 'https://evil.example' }],
  ['a sandboxed form in an old browser', 'POST', { 'sec-fetch-site': undefined, origin: 'null' }],
] as const)('invariant 13: logout cannot be forced by %s', async (_name, method, headers) => {
  const browser = await signInAlice();
  const page =
    method === 'GET'
      ? await browser.get(`${app.url}/logout`, { headers })
      : await browser.post(`${app.url}/logout`, { ticket: 'forged' }, { headers });
  expect(page.status).toBe(200);
  expect((await browser.get(`${app.url}/me`)).status).toBe(200);
});

it("another user's ticket signs nobody out", async () => {
  const [one, other] = [await signInAlice(), await signInAlice()];
  const asked = await one.get(`${app.url}/logout`, { headers: { 'sec-fetch-site': 'cross-site' } });
  const ticket = /name="ticket" value="([^"]+)"/.exec(asked.text)?.[1] ?? '';
  await other.post(`${app.url}/logout`, { ticket }, { headers: { 'sec-fetch-site': 'cross-site' } });
  expect((await other.get(`${app.url}/me`)).status).toBe(200);
});

it('signs out of the app although the provider is down', async () => {
  const short = await startProvider();
  const { issuer, clientId, clientSecret } = short;
  const lonely = await startApp({
    client: { issuer, clientId, clientSecret },
    options: { clock: () => now },
  });
  let now = Date.now();
  const browser = new Browser();
  await browser.signInAt(`${lonely.url}/me`, 'bob');
  await short.stop();
  now += 2 * 60 * 60_000;
  expect((await browser.get(`${lonely.url}/logout`, { from: browser.page })).status).toBe(303);
  expect((await browser.get(`${lonely.url}/me`)).status).toBe(303);
});

it('providerLogout: false signs out of the app alone', async () => {
  const local = await startApp({ options: { providerLogout: false } });
  const browser = new Browser();
  await browser.signInAt(`${local.url}/me`, 'bob');
  const left = await browser.get(`${local.url}/logout`, { from: browser.page });
  expect(left.location).toBe(`${local.url}/logout`);
  expect((await browser.follow(left)).text).toContain('You may still be signed in at the sign-in service');
});
