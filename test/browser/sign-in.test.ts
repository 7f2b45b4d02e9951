import { describe, expect, it } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import type { OidcOptions } from '../../src/index.js';
import { HostileProvider } from '../support/hostile/hostile-provider.js';
import type { Misbehaviour } from '../support/hostile/hostile-provider.js';
import type { SignInApp } from '../support/sign-in-app.js';
import { useEndAfterTest } from '../support/use.js';
import { useApps } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';
import { complaintsOf } from './complaints.js';
import { useChromium } from './use-chromium.js';

const browser = useChromium();
/** Its host is not `localhost`, so it is another site than the app: a cookie is bound to a host, not to a port. */
const provider = useProvider({ host: '127.0.0.1' });
const endAfterTest = useEndAfterTest();
const startApp = useApps(() => ({ client: provider.client }));
let context: BrowserContext;

async function begin(client: Partial<OidcOptions> = {}): Promise<SignInApp> {
  context = endAfterTest(await browser().newContext());
  return startApp({ client: { ...provider.client, ...client } });
}

async function openTab(url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

function clickAlice(page: Page): Promise<void> {
  return page.getByRole('button', { name: 'Alice' }).click();
}

async function readUser(page: Page): Promise<{ ident: string }> {
  return JSON.parse((await page.textContent('pre')) ?? '') as { ident: string };
}

describe('a sign-in', () => {
  it.each(['query', 'form_post'] as const)(
    'with response mode %s ends at the page that the user requested',
    async (mode) => {
      const { url } = await begin({ responseMode: mode });
      const complaints = complaintsOf(context);
      const posts: string[] = [];
      context.on('request', (request) => {
        if (request.method() === 'POST') posts.push(new URL(request.url()).origin);
      });
      const page = await openTab(`${url}/me?x=a%20b`);
      expect(new URL(page.url()).origin).toBe(provider.issuer);
      await clickAlice(page);
      await page.waitForURL(`${url}/me?x=a%20b`);
      expect(await readUser(page)).toMatchObject({ ident: 'oidc:alice' });
      expect(posts).toEqual(mode === 'query' ? [provider.issuer] : [provider.issuer, url]);
      expect(complaints).toEqual([]);
    },
  );

  it('succeeds in ten tabs that begin at once and end in reverse order', async () => {
    const { url, auth } = await begin();
    const signedIn: string[] = [];
    auth.events.on('signIn', ({ ident }) => signedIn.push(ident));
    const tabs = await Promise.all(Array.from({ length: 10 }, (_, number) => openTab(`${url}/me?tab=${number}`)));
    for (const [number, page] of [...tabs.entries()].toReversed()) {
      await page.bringToFront();
      await clickAlice(page);
      await page.waitForURL(`${url}/me?tab=${number}`);
      expect(await readUser(page)).toMatchObject({ ident: 'oidc:alice' });
    }
    // Each tab has its own sign-in: none of them just finds the session of another.
    expect(signedIn).toHaveLength(10);
  });

  it('that is cancelled can be begun again from the error page', async () => {
    const { url } = await begin();
    const complaints = complaintsOf(context);
    const page = await openTab(`${url}/me`);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.waitForURL(`${url}/error?*`);
    expect(await page.textContent('h1')).toBe('You did not sign in');
    await page.getByRole('link', { name: 'Try again' }).click();
    await clickAlice(page);
    await page.waitForURL(`${url}/me`);
    expect(complaints).toEqual([]);
  });
});

/** A provider that shows a page with a link, and answers after the click. */
const asks: Misbehaviour = {
  respond: {
    authorize(req, res, behave) {
      if (req.url?.includes('&clicked')) return behave();
      const link = `${req.url ?? ''}&clicked`.replaceAll('&', '&amp;');
      res
        .setHeader('content-type', 'text/html')
        .end(`<!doctype html><title>Provider</title><a href="${link}">Go on</a>`);
    },
  },
};

describe('the back button after a sign-in', () => {
  it.each([
    ['leads on to the page that was signed in for', true],
    ['signs in anew when the session is over', false],
  ])('%s', async (_name, isSignedIn) => {
    const asking = endAfterTest(await HostileProvider.start(asks));
    const { issuer } = asking;
    const { url } = await begin(asking.client);
    const page = await openTab(`${url}/`);
    await page.goto(`${url}/me?x`);
    await page.getByRole('link', { name: 'Go on' }).click();
    await page.waitForURL(`${url}/me?x`);
    await page.goBack();
    const asked = page.url();
    expect(asked).toContain(issuer);
    if (!isSignedIn) await context.clearCookies({ name: 'sid' });
    await page.getByRole('link', { name: 'Go on' }).click();
    if (!isSignedIn) {
      await page.waitForURL((to) => to.origin === issuer && to.href !== asked);
      await page.getByRole('link', { name: 'Go on' }).click();
    }
    await page.waitForURL(`${url}/me?x`);
    expect(await readUser(page)).toMatchObject({ ident: 'oidc:alice' });
    expect(asking.calls('token')).toBe(isSignedIn ? 1 : 2);
  });
});
