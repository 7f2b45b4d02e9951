import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { oauth, oidc } from '../../src/index.js';
import express from 'express';
import { useNewHostileProvider } from '../support/hostile/use-hostile-provider.js';
import { heldAnswer } from '../support/hostile/answers.js';
import { Browser } from '../support/browser.js';
import { freePort } from '../support/free-port.js';
import { waitForAnswer, stopProcess } from '../support/processes.js';
import { serve } from '../support/serve.js';
import type { Served } from '../support/serve.js';
import { useEndAfterTest } from '../support/use.js';
import { useRedis } from '../support/use-redis.js';
import { waitUntil } from '../support/wait-until.js';

const script = fileURLToPath(new URL('../support/token-app.mjs', import.meta.url));
const PROCESSES = 4;
const REQUESTS = 64;
/** The clocks of the processes are ahead by this much, so the token of the sign-in has expired for them. */
const AHEAD_MS = 3700_000;
const LOCK_LIFE_MS = 4000;
/** The default of the client's option `timeoutSeconds`. */
const TIMEOUT_MS = 5000;
/** The extra time for slow machines. */
const EXTRA_MS = 3000;

interface Running {
  url: string;
  process: ChildProcess;
}

const redis = useRedis();
const provider = useNewHostileProvider();
const endAfterTest = useEndAfterTest();
let signedInAt: Served;
let apps: Running[] = [];
let browser: Browser;
let cookie: string;

/** Starts four processes on one Redis. By their clocks the browser signed in an hour ago. */
beforeEach(async () => {
  const { client } = provider();
  const options = { redis: redis().url, secret: 'one secret that all processes know' };
  const app = express();
  endAfterTest(oauth(app, oidc(client), options));
  app.get('/me', (_req, res) => void res.send('in'));
  signedInAt = endAfterTest(await serve(app));
  browser = new Browser();
  await signIn();
  apps = await Promise.all(
    Array.from({ length: PROCESSES }, async () => {
      const port = await freePort();
      const settings = JSON.stringify({ client, options, port, aheadMs: AHEAD_MS });
      const url = `http://localhost:${port}`;
      const child = spawn(process.execPath, [script, settings], { stdio: ['ignore', 'ignore', 'inherit'] });
      return endAfterTest({ url, process: child, stop: () => stopProcess(child) });
    }),
  );
  await Promise.all(apps.map(({ url }) => waitForAnswer(url)));
}, 30_000);

async function signIn(): Promise<void> {
  await browser.open(`${signedInAt.url}/login?returnTo=%2Fme`);
  cookie = await browser.jar.getCookieString(signedInAt.url);
}

async function requestToken({ url }: Running): Promise<{ status: number; token?: string; code?: string }> {
  const response = await fetch(`${url}/token`, { headers: { cookie } });
  return { status: response.status, ...((await response.json()) as object) };
}

it('invariant 9: 64 parallel requests over 4 processes renew an expired token once, and none fails', async () => {
  const requests = Array.from({ length: REQUESTS }, (_, at) => requestToken(apps[at % PROCESSES] as Running));
  const answers = await Promise.all(requests);
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  expect(new Set(answers.map((answer) => answer.token)).size).toBe(1);
  expect(provider().calls('refresh')).toBe(1);
  // Every request wrote its session. The new tokens must still be the stored ones.
  const after = await Promise.all(apps.map(requestToken));
  expect(new Set(after.map((answer) => answer.token))).toEqual(new Set(answers.map((answer) => answer.token)));
  expect(provider().calls('refresh')).toBe(1);
  expect(provider().refused).toEqual([]);
}, 30_000);

it('invariant 9: the lock of a killed process delays the others by no more than its lifetime', async () => {
  const [victim, ...others] = apps as [Running, ...Running[]];
  let asked = (): void => undefined;
  const refreshing = new Promise<void>((resolve) => (asked = resolve));
  // The provider does not answer the first process, which therefore holds the lock.
  provider().misbehave({ respond: { refresh: () => asked() } });
  const lost = requestToken(victim).catch(() => 'lost');
  await refreshing;
  provider().misbehave();
  const left = await redis().run(async (client) => client.pttl((await client.keys('*/lock'))[0] ?? ''));
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(LOCK_LIFE_MS);
  await stopProcess(victim.process, 'SIGKILL');
  const from = performance.now();
  const answers = await Promise.all(others.map(requestToken));
  // Far less than the time limit of the refresh. The extra time is for slow machines.
  expect(performance.now() - from).toBeLessThan(LOCK_LIFE_MS + 3000);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(provider().calls('refresh')).toBe(2);
  expect(await lost).toBe('lost');
  // The process that took over the lock has released it.
  expect(await redis().run((client) => client.keys('*/lock'))).toEqual([]);
}, 30_000);

it('invariant 9: a provider that rotates and answers after the time limit is asked once, and its late tokens are stored', async () => {
  const held = heldAnswer();
  provider().misbehave({ respond: { refresh: held.answer } });
  const from = performance.now();
  const late = { status: 504, code: 'ERR_OAUTH_TIMEOUT' };
  expect(await Promise.all(apps.map(requestToken))).toEqual(apps.map(() => late));
  expect(performance.now() - from).toBeGreaterThan(TIMEOUT_MS - 10);
  expect(performance.now() - from).toBeLessThan(TIMEOUT_MS + EXTRA_MS);
  // Longer than the lock lives without its holder.
  expect(await Promise.all(apps.map(requestToken))).toEqual(apps.map(() => late));
  expect(provider().calls('refresh')).toBe(1);
  held.release();
  await waitUntil('the lock is free', async () => (await redis().run((client) => client.keys('*/lock'))).length === 0);
  const answers = await Promise.all(apps.map(requestToken));
  expect(answers.map(({ status }) => status)).toEqual(apps.map(() => 200));
  expect(new Set(answers.map(({ token }) => token)).size).toBe(1);
  expect(provider().calls('refresh')).toBe(1);
  expect(provider().refused).toEqual([]);
}, 40_000);

it('invariant 9: a process that was suspended while its answer arrived does not undo what the next one has stored', async () => {
  const [victim, ...others] = apps as [Running, ...Running[]];
  const held = heldAnswer();
  provider().misbehave({ respond: { refresh: held.answer }, reuse: true });
  const first = requestToken(victim);
  await held.handled;
  victim.process.kill('SIGSTOP');
  try {
    held.release();
    provider().misbehave({ reuse: true });
    const answers = await Promise.all(others.map(requestToken));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(provider().calls('refresh')).toBe(2);
  } finally {
    victim.process.kill('SIGCONT');
  }
  expect([200, 504]).toContain((await first).status);
  const after = await Promise.all(apps.map(requestToken));
  expect(after.map(({ status }) => status)).toEqual(apps.map(() => 200));
  expect(new Set(after.map(({ token }) => token)).size).toBe(1);
  expect(provider().calls('refresh')).toBe(2);
}, 40_000);

describe('a process that is killed after the answer to a refresh and before its write', () => {
  /** Kills a process after the provider has used up its refresh token, and before the new tokens are written. */
  async function killAfterRefresh(victim: Running): Promise<void> {
    const answered = new Promise<void>((resolve) => {
      provider().misbehave({
        respond: {
          refresh(_req, res, behave) {
            // The answer lacks its last byte. It is incomplete, but the provider has issued the tokens.
            res.end = ((body: string) => res.write(body.slice(0, -1), () => resolve())) as unknown as typeof res.end;
            behave();
          },
        },
      });
    });
    const lost = requestToken(victim).catch(() => 'lost');
    await answered;
    await stopProcess(victim.process, 'SIGKILL');
    expect(await lost).toBe('lost');
  }

  async function expectInTime<T>(work: () => Promise<T>): Promise<T> {
    const from = performance.now();
    const result = await work();
    // The extra time is for slow machines.
    expect(performance.now() - from).toBeLessThan(LOCK_LIFE_MS + 3000);
    expect(await redis().run((client) => client.keys('*/lock'))).toEqual([]);
    return result;
  }

  it('invariant 9: leaves the renewal to the next process, if the provider accepts the refresh token once more', async () => {
    const [victim, ...others] = apps as [Running, ...Running[]];
    await killAfterRefresh(victim);
    provider().misbehave({ reuse: true });
    const answers = await expectInTime(() => Promise.all(others.map(requestToken)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map((answer) => answer.token)).size).toBe(1);
    expect(provider().calls('refresh')).toBe(2);
    expect(provider().refused).toEqual([]);
  }, 30_000);

  it('invariant 9: ends the tokens if the provider does not; a new sign-in has new ones', async () => {
    const [victim, ...others] = apps as [Running, ...Running[]];
    await killAfterRefresh(victim);
    provider().misbehave();
    const dead = { status: 401, code: 'ERR_OAUTH_TOKEN_DEAD' };
    expect(await expectInTime(() => Promise.all(others.map(requestToken)))).toEqual([dead, dead, dead]);
    expect(await Promise.all(others.map(requestToken))).toEqual([dead, dead, dead]);
    // A dead token is not tried again.
    expect(provider().calls('refresh')).toBe(2);
    expect(provider().refused).toEqual(['token request: refresh token used again']);
    await signIn();
    expect(await Promise.all(others.map(requestToken))).toMatchObject(others.map(() => ({ status: 200 })));
  }, 30_000);
});
