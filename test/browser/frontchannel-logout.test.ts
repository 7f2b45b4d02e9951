import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { CLIENT_ID, CLIENT_SECRET } from '../support/hostile/client-requests.js';
import { HostileProvider } from '../support/hostile/hostile-provider.js';
import { signInApp } from '../support/sign-in-app.js';
import type { SignInApp } from '../support/sign-in-app.js';
import { startChromium } from './chromium.js';
import { complaintsOf } from './complaints.js';

const SID = 'a session at the provider';

let browser: Browser;
let provider: HostileProvider;
let app: SignInApp;

beforeAll(async () => {
  browser = await startChromium();
  provider = await HostileProvider.start();
  app = await signInApp({ client: { issuer: provider.issuer, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET } });
  const frame = `${app.url}/frontchannel-logout?${new URLSearchParams({ iss: provider.issuer, sid: SID })}`;
  provider.misbehave({
    idToken: (claims) => ({ ...claims, sid: SID }),
    respond: {
      // The page at which a user signs out there.
      elsewhere: (_req, res) =>
        res
          .setHeader('content-type', 'text/html')
          .end(`<!doctype html><title>Bye</title><iframe src="${frame.replaceAll('&', '&amp;')}"></iframe>`),
    },
  });
});

afterAll(async () => {
  await browser?.close();
  await app?.close();
  await provider?.close();
});

it("a frame in the provider's page, which gets no cookie of ours, signs out", async () => {
  const context = await browser.newContext();
  const complaints = complaintsOf(context);
  const page = await context.newPage();
  await page.goto(`${app.url}/me`);
  await page.goto(`${app.url}/`);
  expect(await page.textContent('body')).toBe('home oidc:alice');
  const framed = page.waitForRequest(/frontchannel-logout/);
  await page.goto(`${provider.issuer}/elsewhere`);
  expect(await page.frameLocator('iframe').locator('title').textContent()).toBe('Signed out');
  expect(await (await framed).headerValue('cookie')).toBeNull();
  expect(complaints).toEqual([]);
  await page.goto(`${app.url}/`);
  expect(await page.textContent('body')).toBe('home nobody');
  await context.close();
});
