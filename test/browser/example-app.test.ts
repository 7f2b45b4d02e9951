import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { freePort } from '../support/free-port.js';
import { waitForAnswer, stopProcess } from '../support/processes.js';
import { useForAll } from '../support/use.js';
import { useProvider } from '../support/use-provider.js';
import { complaintsOf } from './complaints.js';
import { useChromium } from './use-chromium.js';

const example = fileURLToPath(new URL('../../.build/example-app/app.js', import.meta.url));

const browser = useChromium();
const provider = useProvider({ host: '127.0.0.1' });

const app = useForAll(async () => {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const { REDIS_URL: _none, ...env } = process.env;
  const child = spawn(process.execPath, [example], {
    env: {
      ...env,
      PORT: String(port),
      ISSUER: provider.issuer,
      CLIENT_ID: provider.client.clientId,
      CLIENT_SECRET: provider.client.clientSecret,
      BASE_URL: url,
      SESSION_SECRET: 'a secret that is long enough for a test',
      NODE_ENV: 'development',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await waitForAnswer(url);
  return { url, stop: () => stopProcess(child) };
});

let url: string;
beforeAll(() => {
  ({ url } = app());
});

/** Opens the home page in a new browser context. */
async function visitor(): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser().newContext();
  const complaints = complaintsOf(context);
  const page = await context.newPage();
  await page.goto(url);
  return { page, complaints };
}

async function signIn(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('button', { name }).click();
  await page.waitForURL(`${url}/me`);
}

it('signs in by clicking, and out by its button: then every page asks again', async () => {
  const { page, complaints } = await visitor();
  await signIn(page, 'Alice');
  expect(await page.textContent('code')).toBe('oidc:alice');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(`${provider.issuer}/**`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(`${url}/logout?*`);
  expect(await page.textContent('h1')).toBe('You are signed out');
  await page.goto(`${url}/devices?sort=age`);
  await page.getByRole('button', { name: 'Alice' }).click();
  await page.waitForURL(`${url}/devices?sort=age`);
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('refuses a user without a verified address, and offers another account', async () => {
  const { page, complaints } = await visitor();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Mallory' }).click();
  await page.waitForURL(`${url}/login?notice=not-let-in*`);
  expect(await page.textContent('h1')).toBe('This account has no access');
  await page.getByRole('link', { name: 'Sign in with' }).click();
  await page.getByRole('button', { name: 'Alice' }).click();
  await page.waitForURL(`${url}/me`);
  expect(await page.textContent('code')).toBe('oidc:alice');
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('its devices page signs another browser out, and keeps the current one', async () => {
  const [desk, phone] = [await visitor(), await visitor()];
  await signIn(desk.page, 'Bob');
  await signIn(phone.page, 'Bob');
  await desk.page.getByRole('link', { name: 'Devices' }).click();
  await desk.page.getByRole('button', { name: 'Sign out there' }).click();
  await desk.page.getByRole('button', { name: 'Sign out there' }).waitFor({ state: 'detached' });
  expect(await desk.page.textContent('li')).toContain('this one');
  await phone.page.goto(url);
  expect(await phone.page.getByRole('link', { name: 'Sign in' }).count()).toBe(1);
  await desk.page.goto(`${url}/me`);
  expect(await desk.page.textContent('code')).toBe('oidc:bob');
  expect([...desk.complaints, ...phone.complaints]).toEqual([]);
  await Promise.all([desk, phone].map(({ page }) => page.context().close()));
});
