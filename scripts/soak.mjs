// `npm run soak` runs this: an app on a real Redis under load for 20 minutes (`-- 5` for five). It measures the app before and after, and fails
// if something has grown. It prints the result, and after a full run it writes docs/soak.md.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { build, installDependencies, installPrograms, root } from './prepare.mjs';

const FULL_RUN_MINUTES = 20;
const minutes = Number(process.argv[2] ?? FULL_RUN_MINUTES);
if (!(minutes >= 1 && minutes <= 600)) throw new Error('npm run soak -- <minutes>, from 1 to 600');

const SIGN_INS_A_SECOND = 50;
const REQUESTS_A_SECOND = 500;
/** Sessions end during the run, so that leftovers are noticed. */
const session = { idleSeconds: 30, absoluteSeconds: 60 };
/** Longer than the lifetime of all records of the run. */
const REST_MS = 90_000;
/** The heap of a process always varies a little, and caches with a limit are still filling. */
const MAX_HEAP_GROWTH_BYTES = 8_000_000;

installDependencies();
installPrograms({ browser: false });
build();

const { Load } = await import('../test/soak/load.mjs');
const { Redis } = await import('ioredis');
const folder = mkdtempSync(join(tmpdir(), 'soak-'));
const children = [];
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => end(1));
await soak().then(
  (isGrown) => end(isGrown ? 1 : 0),
  (error) => {
    console.error(error);
    end(1);
  },
);

/** Ends all started processes and this one. */
function end(code) {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}

async function soak() {
  const [redisPort, appPort] = [await freePort(), await freePort()];
  start('redis-server', ['--port', `${redisPort}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '']);
  const redis = new Redis(redisPort, '127.0.0.1', { maxRetriesPerRequest: 200, retryStrategy: () => 25 });
  redis.on('error', () => undefined);
  await redis.ping();
  const provider = start(process.execPath, [join(root, 'test/soak/provider-process.mjs'), '{"users":500}']);
  const issuer = await new Promise((resolve) =>
    provider.stdout.once('data', (line) => resolve(JSON.parse(line).issuer)),
  );
  const settings = { issuer, redis: `redis://127.0.0.1:${redisPort}`, port: appPort, session };
  start(process.execPath, ['--expose-gc', join(root, 'test/soak/app-process.mjs'), JSON.stringify(settings)]);
  const url = `http://127.0.0.1:${appPort}`;
  await waitForAnswer(url);

  const load = new Load({ url, signInsASecond: SIGN_INS_A_SECOND, requestsASecond: REQUESTS_A_SECOND });
  const measure = () => measureApp(url, redis);
  // Connections, compiled code and caches are made once, in the first minute. They are no growth.
  await load.run(60_000);
  await wait(REST_MS);
  const before = await measure();
  const peaks = [];
  for (let minute = 1; minute <= minutes; minute += 1) {
    await load.run(60_000);
    peaks.push(await measure());
    console.log(
      `minute ${minute}: ${describeState(peaks.at(-1))}; ${load.signIns} sign-ins, ${load.requests} requests`,
    );
  }
  await wait(REST_MS);
  const after = await measure();
  redis.disconnect();
  return report({ load, before, peak: peaks.at(-1), after });
}

function start(program, args) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], cwd: root });
  if (program === 'redis-server') child.stdout.resume();
  children.push(child);
  return child;
}

/** Measures the app, without the connection of this measurement. */
async function measureApp(url, redis) {
  const { heap, handles } = await (await fetch(`${url}/status`, { headers: { connection: 'close' } })).json();
  const keys = await redis.dbsize();
  const clients = Number(/^connected_clients:(\d+)/m.exec(await redis.info('clients'))[1]) - 1;
  return { heap, handles: handles.length, keys, clients };
}

function describeState({ heap, handles, keys, clients }) {
  return `heap ${(heap / 1e6).toFixed(1)} MB, ${handles} handles, ${clients} connections to Redis, ${keys} keys`;
}

function report({ load, before, peak, after }) {
  const grown = [
    after.heap > before.heap + MAX_HEAP_GROWTH_BYTES && 'heap',
    ...['handles', 'keys', 'clients'].map((name) => after[name] > before[name] && name),
  ].filter(Boolean);
  const failures = [...load.failures].map(([why, count]) => `${count} × ${why}`).join(', ') || 'none';
  const row = (name, of) => `| ${name} | ${[before, peak, after].map(of).join(' | ')} |`;
  const text = `# Soak

\`npm run soak\` makes this page. It runs an app in one process on a real Redis, with ${SIGN_INS_A_SECOND} sign-ins and ${REQUESTS_A_SECOND} requests of
signed-in users per second, for ${minutes} minutes. The provider and the load ran on the same machine, which has two cores.

Sessions end after ${session.idleSeconds} seconds without a request, and after ${session.absoluteSeconds} seconds in any case. "Before" was measured after one
minute of the same load and ${REST_MS / 1000} seconds without load. "After" was measured after ${REST_MS / 1000} seconds without load.

| | before | under load | after |
|---|---|---|---|
${row('heap and buffers after a garbage collection, MB', ({ heap }) => (heap / 1e6).toFixed(1))}
${row('handles of the process', ({ handles }) => handles)}
${row('connections to Redis', ({ clients }) => clients)}
${row('keys in Redis', ({ keys }) => keys)}

The app answered ${load.signIns} sign-ins and ${load.requests} requests.

- Failures: ${failures}.
- Not started, because the machine was too slow: ${load.notBegun}.
- Grown: ${grown.join(', ') || 'nothing'}. Heap growth of up to ${MAX_HEAP_GROWTH_BYTES / 1e6} MB does not count, because caches with a limit are still filling.
- The remaining keys are one for each user: the list of the user's sessions.
`;
  console.log(text);
  if (minutes >= FULL_RUN_MINUTES) writeFileSync(join(root, 'docs/soak.md'), text);
  return grown.length > 0 || load.failures.size > 0;
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function waitForAnswer(url) {
  for (let tries = 0; tries < 200; tries += 1) {
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await wait(50);
  }
  throw new Error(`${url} does not answer`);
}
