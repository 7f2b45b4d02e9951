import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Browser } from '../support/browser.js';
import { freePort } from '../support/free-port.js';
import { stopProcess } from '../support/processes.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

let demo: ChildProcess;
let said = '';
let url = '';

beforeAll(async () => {
  const [port, providerPort] = [await freePort(), await freePort()];
  url = `http://localhost:${port}`;
  const { REDIS_URL: _none, ...env } = process.env;
  demo = spawn('npm', ['run', 'demo'], {
    cwd: root,
    env: { ...env, PORT: String(port), PROVIDER_PORT: String(providerPort) },
    stdio: ['ignore', 'pipe', 'inherit'],
    // A separate process group, so that the test can send Ctrl-C to all its processes, as a terminal does.
    detached: true,
  });
  await new Promise<void>((resolve, reject) => {
    demo.once('exit', (code) => reject(new Error(`The demo ended with code ${String(code)}: ${said}`)));
    demo.stdout?.on('data', (chunk) => {
      said += String(chunk);
      if (said.includes('Ctrl-C ends it')) resolve();
    });
  });
}, 120_000);

afterAll(async () => {
  await stopProcess(demo);
});

it('prints the URL and what to click once both answer', async () => {
  expect(said).toContain(`The demo is ready:  ${url}`);
  expect(said).toContain('in memory');
  expect((await new Browser().get(url)).status).toBe(200);
});

it('signs alice in and out over HTTP, and shows her pages', async () => {
  const alice = new Browser();
  const home = await alice.open(url);
  const link = /href="(\/login[^"]*)"/.exec(home.text)?.[1] ?? '';
  const chooser = await alice.open(new URL(link, url).href, { from: home });
  const me = await alice.follow(await alice.clickUser(chooser, 'alice'));
  expect(me.url).toBe(`${url}/me`);
  expect(me.text).toContain('Alice Archer');
  expect(JSON.parse((await alice.get(`${url}/api/me`)).text)).toMatchObject({
    ident: 'oidc:alice',
    name: 'Alice Archer',
    email: 'alice@example.com',
  });
  expect((await alice.get(`${url}/admin`)).status).toBe(200);
  const asked = await alice.follow(await alice.post(`${url}/logout`, {}, { from: me }));
  const done = await alice.follow(await alice.submit(asked, { logout: 'yes' }));
  expect(done.text).toContain('You are signed out');
  expect((await alice.get(`${url}/me`)).status).toBe(303);
  expect((await alice.get(`${url}/api/me`, { headers: { accept: 'application/json' } })).status).toBe(401);
});

it('refuses mallory, whose address is not verified', async () => {
  const mallory = new Browser();
  const page = await mallory.signInAt(`${url}/me`, 'mallory');
  expect(page.status).toBe(403);
  expect(page.text).toContain('This account has no access');
  expect((await mallory.get(`${url}/me`)).status).toBe(303);
});

it('shows bob no admin page, and signs him out once alice has banned him', async () => {
  const [alice, bob] = [new Browser(), new Browser()];
  await bob.signInAt(`${url}/me`, 'bob');
  const notForHim = await bob.get(`${url}/admin`);
  expect(notForHim.status).toBe(403);
  expect((await bob.post(`${url}/admin`, { ban: 'oidc:alice' }, { from: notForHim })).status).toBe(403);
  const admin = await alice.signInAt(`${url}/admin`, 'alice');
  expect((await alice.follow(await alice.post(`${url}/admin`, { ban: 'oidc:bob' }, { from: admin }))).text).toContain(
    'oidc:bob',
  );
  expect((await bob.open(`${url}/me`)).text).toContain('Your session here has ended');
  expect((await bob.get(`${url}/me`)).status).toBe(303);
  await alice.post(`${url}/admin`, { unban: 'oidc:bob' }, { from: admin });
  // He still has a session at the provider, so one click on "Sign in" is enough.
  expect((await bob.open(`${url}/login`)).status).toBe(200);
  expect((await bob.get(`${url}/me`)).status).toBe(200);
});

it('treats a request without a form like an empty one', async () => {
  const alice = new Browser();
  await alice.signInAt(`${url}/me`, 'alice');
  const cookie = await alice.jar.getCookieString(url);
  for (const path of ['/devices', '/admin']) {
    const answer = await fetch(url + path, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie, origin: url, 'sec-fetch-site': 'same-origin' },
    });
    expect([path, answer.status]).toEqual([path, 303]);
  }
});

it('shows bob where he is signed in, and signs him out elsewhere, but not others', async () => {
  const [phone, desk, alice, tablet] = [new Browser(), new Browser(), new Browser(), new Browser()];
  await phone.signInAt(`${url}/me`, 'bob');
  await alice.signInAt(`${url}/me`, 'alice');
  await tablet.signInAt(`${url}/me`, 'alice');
  await desk.signInAt(`${url}/me`, 'bob');
  const devices = await desk.get(`${url}/devices`);
  const ids = [...devices.text.matchAll(/value="([\w.-]+)"/g)].map(([, id]) => id ?? '');
  expect(devices.text).toContain('this one');
  // He cannot use the id of another user's session.
  const [, hers = ''] = /value="([\w.-]+)"/.exec((await alice.get(`${url}/devices`)).text) ?? [];
  expect(hers).not.toBe('');
  await desk.post(`${url}/devices`, { id: hers }, { from: devices });
  expect((await tablet.get(`${url}/me`)).status).toBe(200);
  expect(ids.length).toBeGreaterThan(0);
  for (const id of ids) await desk.post(`${url}/devices`, { id }, { from: devices });
  expect((await phone.get(`${url}/me`)).status).toBe(303);
  expect((await desk.get(`${url}/me`)).status).toBe(200);
  expect((await alice.get(`${url}/me`)).status).toBe(200);
});

it('Ctrl-C ends both processes', async () => {
  const ended = new Promise((resolve) => demo.once('exit', resolve));
  process.kill(-(demo.pid ?? 0), 'SIGINT');
  await ended;
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});
