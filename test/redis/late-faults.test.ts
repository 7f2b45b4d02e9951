import { once } from 'node:events';
import { beforeEach, expect, it } from '@jest/globals';
import { Browser } from '../support/browser.js';
import type { SignInApp } from '../support/sign-in-app.js';
import { useApps } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';
import { useRedis } from '../support/use-redis.js';

const provider = useProvider();
const redis = useRedis();
const startApp = useApps(() => ({
  client: provider.client,
  options: { redis: redis().url, secret: 'a secret that is long enough for a test', redisTimeoutMs: 300 },
}));
let app: SignInApp;

beforeEach(async () => {
  app = await startApp();
});

/** Sets the ACL rules that Redis applies to the app from now on. */
async function allow(...acl: string[]): Promise<void> {
  await redis().run((client) => client.call('ACL', 'SETUSER', 'default', ...acl));
}

function keys(): Promise<string[]> {
  return redis().run((client) => client.keys('oauth:*'));
}

it('invariant 8: a login succeeds although the old session cannot be removed, and an event reports that', async () => {
  const browser = new Browser();
  await browser.signInAt(`${app.url}/me`, 'bob');
  // With an existing provider session the provider would not ask. A second browser has none, so another user can sign in.
  const other = new Browser();
  const chooser = await other.open(`${app.url}/login?returnTo=/me`);
  for (const cookie of await browser.jar.getCookies(app.url))
    if (cookie.key === 'sid') await other.jar.setCookie(cookie, app.url);
  await allow('-del');
  const failed = once(app.auth.events, 'failure') as Promise<[{ error: { code: string }; reference: string }]>;
  const page = await other.follow(await other.clickUser(chooser, 'alice'));
  expect(page.status).toBe(200);
  expect(JSON.parse(page.text)).toMatchObject({ ident: 'oidc:alice' });
  expect(await failed).toMatchObject([{ error: { code: 'ERR_OAUTH_SESSION_STORE' }, reference: 'old session' }]);
  await allow('+del');
  expect(JSON.parse((await other.get(`${app.url}/me`)).text)).toMatchObject({ ident: 'oidc:alice' });
});

it.each([
  ['the tokens', ['resetkeys', '~oauth:tx:*', '~oauth:sess:*', '%R~oauth:tok:*']],
  ['the session', ['resetkeys', '~oauth:tx:*', '~oauth:tok:*', '%R~oauth:sess:*']],
])('invariant 8: a login that cannot store %s signs nobody in and leaves nothing behind', async (_what, acl) => {
  const browser = new Browser();
  const chooser = await browser.open(`${app.url}/me`);
  await allow(...acl);
  const page = await browser.follow(await browser.clickUser(chooser, 'alice'));
  expect(page.status).toBe(503);
  expect(page.text).toContain('ERR_OAUTH_SESSION_STORE');
  await allow('allkeys');
  expect((await browser.get(`${app.url}/me`)).status).toBe(303);
  expect(await keys()).toEqual([]);
});

it('invariant 8: a signed-in user stays signed in when a second login cannot be stored', async () => {
  const browser = new Browser();
  await browser.signInAt(`${app.url}/me`, 'bob');
  const before = await keys();
  await allow('resetkeys', '~oauth:tx:*', '~oauth:tok:*', '%R~oauth:sess:*');
  expect((await browser.open(`${app.url}/login?returnTo=/me`)).status).toBe(503);
  await allow('allkeys');
  expect(JSON.parse((await browser.get(`${app.url}/me`)).text)).toMatchObject({ ident: 'oidc:bob' });
  expect((await keys()).toSorted()).toEqual(before.toSorted());
});
