import { expect, it } from '@jest/globals';
import { Browser } from '../support/browser.js';
import { checkBrokenSessions } from '../support/broken-records.js';
import { useApps } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';
import { useRedis } from '../support/use-redis.js';

const provider = useProvider();
const redis = useRedis();
const startApp = useApps(() => ({
  client: provider.client,
  options: { redis: redis().url, secret: 'a secret that is long enough for a test' },
}));

async function keyOf(kind: string): Promise<string> {
  return redis().run(async (client) => (await client.keys(`oauth:${kind}:*`))[0] ?? '');
}

it('no broken record of a session is an error: at worst nobody is signed in', async () => {
  const { url } = await startApp();
  const browser = new Browser();
  await browser.signInAt(`${url}/me`, 'bob');
  await redis().run(async (client) => {
    const records = {
      get: (key: string) => client.get(key),
      set: async (key: string, value: string) => void (await client.set(key, value)),
    };
    const { anonymous } = await checkBrokenSessions(url, { key: await keyOf('sess'), records, browser });
    expect(anonymous).toContain('cookie.expires');
  });
}, 60_000);

it.each(['sess', 'tok', 'ident'])('a key %s that another program made a list of is no record', async (kind) => {
  const { url, auth } = await startApp();
  const browser = new Browser();
  await browser.signInAt(`${url}/me`, 'bob');
  const key = await keyOf(kind);
  await redis().run(async (client) => {
    await client.del(key);
    await client.rpush(key, 'x');
  });
  expect((await browser.get(`${url}/me`)).status).toBe(kind === 'sess' ? 303 : 200);
  expect(await auth.sessions.list('oidc:bob')).toHaveLength(kind === 'tok' ? 1 : 0);
  await browser.get(`${url}/logout`, { from: browser.page });
  expect((await browser.get(`${url}/me`)).status).toBe(303);
});
