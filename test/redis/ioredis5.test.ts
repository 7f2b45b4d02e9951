import { expect, it } from '@jest/globals';
import { Redis } from 'ioredis5';
import { Browser } from '../support/browser.js';
import { useApps } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';
import { useRedis } from '../support/use-redis.js';
import { useForEach } from '../support/use.js';

const provider = useProvider();
const server = useRedis();
const connection = useForEach(() => {
  const client = new Redis(server().url);
  return { client, close: () => client.disconnect() };
});
const startApp = useApps(() => ({
  client: provider.client,
  options: { redis: connection().client, secret: 'a secret that is long enough for a test' },
}));

it('an ioredis 5 client keeps sessions: sign in, list, sign out, end all', async () => {
  const { url, auth } = await startApp();
  const [phone, desk] = [new Browser(), new Browser()];
  await phone.signInAt(`${url}/me`, 'bob');
  await desk.signInAt(`${url}/me`, 'bob');
  expect((await phone.get(`${url}/me`)).status).toBe(200);
  expect(await auth.sessions.list('oidc:bob')).toHaveLength(2);
  await phone.get(`${url}/logout`, { from: phone.page });
  expect((await phone.get(`${url}/me`)).status).toBe(303);
  expect((await desk.get(`${url}/me`)).status).toBe(200);
  expect(await auth.sessions.endAll('oidc:bob')).toBe(1);
  expect((await desk.get(`${url}/me`)).status).toBe(303);
});

it('an ioredis 5 client of the app is not closed', async () => {
  const { auth } = await startApp();
  auth.close();
  expect(await connection().client.ping()).toBe('PONG');
});
