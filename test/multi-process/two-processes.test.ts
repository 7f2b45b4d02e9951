import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { Browser } from '../support/browser.js';
import { freePort } from '../support/free-port.js';
import { waitForAnswer, stopProcess } from '../support/processes.js';
import { RedisServer } from '../support/redis-server.js';
import { useForAll } from '../support/use.js';
import { useProvider } from '../support/use-provider.js';

const example = fileURLToPath(new URL('../../.build/example-app/app.js', import.meta.url));

const redis = useForAll(() => RedisServer.start());
const provider = useProvider();

/** Two processes of the example app with one Redis and one base URL, that of the first. Cookies do not depend on the port. */
const apps = useForAll(async () => {
  const ports = [await freePort(), await freePort()];
  const env = {
    ...process.env,
    ISSUER: provider.issuer,
    CLIENT_ID: provider.client.clientId,
    CLIENT_SECRET: provider.client.clientSecret,
    REDIS_URL: redis().url,
    BASE_URL: `http://localhost:${ports[0]}`,
    SESSION_SECRET: 'one secret that both processes know',
    NODE_ENV: 'production',
  };
  const started = ports.map((port) => ({
    url: `http://localhost:${port}`,
    process: spawn(process.execPath, [example], {
      env: { ...env, PORT: String(port) },
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  }));
  await Promise.all(started.map(({ url }) => waitForAnswer(url)));
  return {
    urls: started.map(({ url }) => url),
    stop: () => Promise.all(started.map((app) => stopProcess(app.process))),
  };
}, 30_000);

function urls(): [string, string] {
  const [one, other] = apps().urls;
  if (!one || !other) throw new Error('Both apps must run');
  return [one, other];
}

it('a login begun on one process ends on the other, and is signed in on both', async () => {
  const [one, other] = urls();
  const browser = new Browser();
  const chooser = await browser.open(`${one}/me`);
  const back = await browser.follow(await browser.clickUser(chooser, 'alice'), { until: `${one}/redirect` });
  const ended = await browser.get((back.location ?? '').replace(one, other));
  expect(ended.location).toBe(`${other}/me`);
  for (const url of [one, other]) {
    expect(JSON.parse((await browser.get(`${url}/api/me`)).text)).toMatchObject({ ident: 'oidc:alice' });
  }
});

it('a sign-out or a ban on one process applies to both', async () => {
  const [one, other] = urls();
  const [alice, bob] = [new Browser(), new Browser()];
  const admin = await alice.signInAt(`${one}/admin`, 'alice');
  await bob.signInAt(`${one}/me`, 'bob');
  expect((await bob.get(`${other}/me`)).status).toBe(200);
  await alice.post(`${one}/admin`, { ban: 'oidc:bob' }, { from: admin });
  expect((await bob.get(`${other}/me`)).status).toBe(303);
  await alice.post(`${other}/logout`, {}, { headers: { 'sec-fetch-site': 'same-origin' } });
  expect((await alice.get(`${one}/me`)).status).toBe(303);
});

it('the same callback sent to both processes at once signs in once', async () => {
  const [one, other] = urls();
  const browser = new Browser();
  const chooser = await browser.open(`${one}/me`);
  const back = await browser.follow(await browser.clickUser(chooser, 'alice'), { until: `${one}/redirect` });
  const address = back.location ?? '';
  const answers = await Promise.all([browser.get(address), browser.get(address.replace(one, other))]);
  const landed = answers.filter((answer) => answer.location?.endsWith('/me'));
  const restarted = answers.filter((answer) => answer.location?.startsWith(provider.issuer));
  expect([landed.length, restarted.length]).toEqual([1, 1]);
});
