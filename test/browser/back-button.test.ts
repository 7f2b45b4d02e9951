import { describe, expect, it } from '@jest/globals';
import express from 'express';
import type { Page } from 'playwright-core';
import { oauth, oidc, requireUser, userOf } from '../../src/index.js';
import { serve } from '../support/serve.js';
import { useEndAfterTest } from '../support/use.js';
import { useProvider } from '../support/use-provider.js';
import { useChromium } from './use-chromium.js';

const provider = useProvider({ host: '127.0.0.1' });
const endAfterTest = useEndAfterTest();

describe.each([
  ['with', useChromium({ ignoreDefaultArgs: ['--disable-back-forward-cache'] })],
  ['without', useChromium()],
])('after a sign-out, %s the back/forward cache, the Back button of Chromium', (_with, browser) => {
  async function signIn(cacheControl: boolean): Promise<{ page: Page; url: string }> {
    const app = express();
    endAfterTest(oauth(app, oidc(provider.client), { skip: ['/', '/news'], cacheControl, providerLogout: false }));
    const leave = '<form method="post" action="/logout"><button>Leave</button></form>';
    app.get('/', (_req, res) => void res.send('<!doctype html><h1>Home</h1>'));
    app.get('/news', (req, res) => void res.send(`<!doctype html><h1>Hello ${userOf(req)?.ident}</h1>${leave}`));
    app.get('/secret', (req, res) => {
      res.send(`<!doctype html><h1>Secret of ${requireUser(req).ident}</h1>${leave}`);
    });
    const { url } = endAfterTest(await serve(app));
    const page = await endAfterTest(await browser().newContext()).newPage();
    await page.goto(`${url}/secret`);
    await page.getByRole('button', { name: 'Alice' }).click();
    await page.waitForURL(`${url}/secret`);
    return { page, url };
  }

  async function leaveAndGoBack({ page, url }: { page: Page; url: string }): Promise<string | null> {
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.waitForURL(`${url}/logout`);
    // Else the provider would sign the user in again without a word.
    await page.context().clearCookies({ domain: '127.0.0.1' });
    await page.goBack();
    return page.textContent('body');
  }

  it('does not show the page of a guarded route', async () => {
    expect(await leaveAndGoBack(await signIn(true))).not.toContain('Secret');
  });

  it('does not show what a public page told the user', async () => {
    const { page, url } = await signIn(true);
    await page.goto(`${url}/news`);
    expect(await page.textContent('h1')).toBe('Hello oidc:alice');
    const back = await leaveAndGoBack({ page, url });
    expect(back).not.toContain('alice');
  });
});
