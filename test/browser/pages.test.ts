import { expect, it } from '@jest/globals';
import express from 'express';
import type { BrowserContext, Page } from 'playwright-core';
import { oauth, oidc, requireUser } from '../../src/index.js';
import { serve } from '../support/serve.js';
import { useEndAfterTest } from '../support/use.js';
import { useProvider } from '../support/use-provider.js';
import { complaintsOf } from './complaints.js';
import { useChromium } from './use-chromium.js';

const browser = useChromium();
const provider = useProvider({ host: '127.0.0.1' });
const endAfterTest = useEndAfterTest();
let context: BrowserContext;
let page: Page;
let complaints: string[];

/** Starts an app with two clients, and returns its URL. Its own pages have a policy that allows forms to the app only, and no foreign script. */
async function start(): Promise<string> {
  const app = express();
  const clients = ['one', 'other'].map((name) => oidc({ name, ...provider.client }));
  endAfterTest(oauth(app, clients, { skip: ['/'] }));
  app.use((_req, res, next) => {
    res.setHeader('Content-Security-Policy', "default-src 'self'; form-action 'self'; frame-ancestors 'none'");
    next();
  });
  app.get('/', (_req, res) => void res.send('<!doctype html><title>Home</title><a href="/me">Me</a>'));
  app.get('/me', (req, res) => {
    const button = '<form method="post" action="/logout"><button>Leave</button></form>';
    res.send(`<!doctype html><title>Me</title><h1>${requireUser(req).ident}</h1>${button}`);
  });
  const served = endAfterTest(await serve(app));
  context = endAfterTest(await browser().newContext());
  complaints = complaintsOf(context);
  page = await context.newPage();
  return served.url;
}

function title(): Promise<string | null> {
  return page.textContent('h1');
}

/** Whether a page of the library has its style, which the policy allows by hash. */
function isStyled(): Promise<boolean> {
  return page.locator('main').evaluate((main) => main.computedStyleMap().get('max-width')?.toString() === '400px');
}

async function signIn(url: string): Promise<void> {
  await page.goto(`${url}/me`);
  await page.getByRole('link', { name: 'other' }).click();
  await page.getByRole('button', { name: 'Bob' }).click();
  await page.waitForURL(`${url}/me`);
}

it('the login page has its style, and its links lead to the page that the user requested', async () => {
  const url = await start();
  await page.goto(`${url}/me`);
  expect(await title()).toBe('Sign in');
  expect(await isStyled()).toBe(true);
  await signIn(url);
  expect(await title()).toBe('other:bob');
  expect(complaints).toEqual([]);
});

it('the login page says that a session has ended, and the error page that there is no error, without a browser warning', async () => {
  const url = await start();
  await page.goto(`${url}/login?notice=signed-out`);
  expect(await page.getByRole('status').textContent()).toContain('has ended');
  expect(await isStyled()).toBe(true);
  await page.goto(`${url}/error`);
  expect(await title()).toBe('Nothing to show');
  await page.getByRole('link', { name: 'Home' }).click();
  await page.waitForURL(`${url}/`);
  await page.goto(`${url}/redirect/one?code=c&state=s&error=x`);
  expect(await title()).toBe('This sign-in could not be finished');
  expect(await isStyled()).toBe(true);
  expect(complaints).toEqual([]);
});

it('the logout page asks a user who typed its URL, and ends after the logout at the provider', async () => {
  const url = await start();
  await signIn(url);
  await page.goto(`${url}/logout`);
  expect(await title()).toBe('Sign out?');
  expect(await isStyled()).toBe(true);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(`${provider.issuer}/**`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(`${url}/logout?*`);
  expect(await title()).toBe('You are signed out');
  expect(await isStyled()).toBe(true);
  await page.goto(`${url}/me`);
  expect(await title()).toBe('Sign in');
  expect(complaints).toEqual([]);
});

it('a button of the app signs out, also at the provider, from a page whose policy allows forms to the app only', async () => {
  const url = await start();
  await signIn(url);
  await page.getByRole('button', { name: 'Leave' }).click();
  await page.waitForURL(`${provider.issuer}/**`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(`${url}/logout?*`);
  expect(await title()).toBe('You are signed out');
  // The provider has signed the user out, too: it asks who signs in.
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await page.getByRole('link', { name: 'one' }).click();
  await page.getByRole('button', { name: 'Alice' }).waitFor();
  expect(complaints).toEqual([]);
});
