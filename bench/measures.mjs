import { signIn } from './agent.mjs';
import { fixedRate, fullSpeed } from './load.mjs';
import { bytesOf, commandsOf, memoryOf } from './redis-costs.mjs';
import { importCost } from './start-costs.mjs';

const JSON_HEADERS = { accept: 'application/json' };
const PAGE_HEADERS = { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

/** What is asked for at full speed: a path, its headers, whether somebody is signed in, and the status of the answer. */
export const LOADS = [
  { measure: 'signed-in JSON', path: '/me', headers: JSON_HEADERS, isSignedIn: true },
  { measure: 'signed-in page', path: '/page', headers: PAGE_HEADERS, isSignedIn: true },
  { measure: 'public route', path: '/public', headers: JSON_HEADERS },
  { measure: 'public route with a session', path: '/public', headers: JSON_HEADERS, isSignedIn: true },
  { measure: 'anonymous 401', path: '/me', headers: JSON_HEADERS, status: 401 },
  { measure: 'anonymous redirect', path: '/me', headers: PAGE_HEADERS, status: 'redirect' },
];

/** The rate of the latencies, in requests per second: about a tenth of what the slowest contender can. */
const RATE_PER_SECOND = 150;
const LOGINS_AT_ONCE = 4;

/** Requests per second, and CPU per request, at full speed. */
export async function measureLoad(results, contender, { load, seconds }) {
  const { measure, path, headers, isSignedIn, status = 200 } = load;
  const { app, cookie, name } = contender;
  if (isSignedIn && !cookie && name !== 'bare') return;
  if (status !== 200 && name === 'bare') return;
  const all = { ...headers, ...(isSignedIn && cookie ? { cookie } : {}) };
  const before = await app.usage();
  const run = await fullSpeed(`http://127.0.0.1:${app.port}${path}`, {
    seconds,
    headers: { ...all, host: `localhost:${app.port}` },
    status,
  });
  const after = await app.usage();
  results.add(measure, name, run.perSecond);
  results.add(`CPU of: ${measure}`, name, (after.cpuMs - before.cpuMs) / run.requests);
}

/** The latency of signed-in requests at a fixed rate. */
export async function measureLatency(results, { app, cookie, name }, { seconds }) {
  const headers = { ...JSON_HEADERS, ...(cookie ? { cookie } : {}) };
  const { p50, p99 } = await fixedRate(`${app.baseUrl}/me`, { seconds, headers, perSecond: RATE_PER_SECOND });
  results.add('p50 at a fixed rate', name, p50);
  results.add('p99 at a fixed rate', name, p99);
}

/** The CPU of whole logins, and how many there are in a second. */
export async function measureLogins(results, { app, login, name }, { logins }) {
  const before = await app.usage();
  const from = performance.now();
  for (let done = 0; done < logins; done += LOGINS_AT_ONCE)
    await Promise.all(Array.from({ length: LOGINS_AT_ONCE }, () => signIn({ login }, app.baseUrl)));
  const seconds = (performance.now() - from) / 1000;
  const after = await app.usage();
  results.add('CPU of a login', name, (after.cpuMs - before.cpuMs) / logins);
  results.add('logins per second', name, logins / seconds);
}

/** The CPU of a request that has to renew its access token first. Every token has expired by then. */
export async function measureRefreshes(results, { app, login, name }, { provider, logins }) {
  await provider.change({ expiresIn: 1 });
  const agents = [];
  for (let done = 0; done < logins; done += 1) agents.push(await signIn({ login }, app.baseUrl));
  await provider.change({ expiresIn: 3600 });
  await new Promise((resolve) => setTimeout(resolve, 1100));
  const before = await app.usage();
  const refreshed = (await provider.counts())['/token'];
  for (const agent of agents) {
    const page = await agent.get(`${app.baseUrl}/token`);
    if (page.status !== 200) throw new Error(`No token: ${page.status} ${page.text.slice(0, 200)}`);
  }
  const after = await app.usage();
  if ((await provider.counts())['/token'] - refreshed !== logins)
    throw new Error(`${name} has not refreshed each token once`);
  results.add('CPU of a refresh', name, (after.cpuMs - before.cpuMs) / logins);
}

/** Redis commands and bytes of requests and logins. */
export async function measureRedis(results, { app, login, name, cookie, agent }, { redis, provider }) {
  const count = async (work, run) => results.setCommands(work, name, await commandsOf(redis, run));
  const anonymous = () => fetch(`${app.baseUrl}/me`, { headers: JSON_HEADERS, redirect: 'manual' });
  await count('anonymous request', anonymous);
  if (!cookie) return;
  const signedIn = () => agent.get(`${app.baseUrl}/me`);
  await signedIn();
  await count('signed-in request', signedIn);
  const bytes = await bytesOf(redis, async () => {
    for (let done = 0; done < 20; done += 1) await signedIn();
  });
  results.add('bytes to Redis of a request', name, bytes.in / 20);
  results.add('bytes from Redis of a request', name, bytes.out / 20);
  await count('login', () => signIn({ login }, app.baseUrl));
  await provider.change({ sid: true });
  await count('login with sid', () => signIn({ login }, app.baseUrl));
  await provider.change({ sid: false });
}

/** The memory in Redis of sessions that have just signed in. */
export async function measureMemory(results, { app, login, name }, { redis, logins }) {
  await redis.client.flushall();
  for (let done = 0; done < logins; done += 1) await signIn({ login }, app.baseUrl);
  results.add('bytes of a session', name, (await memoryOf(redis)).total / logins);
}

/** The CPU until everything that a program needs is imported. */
export function measureImports(results) {
  for (const name of ['ours', 'by-hand']) results.add('CPU of the import', name, importCost(name));
}
