// What `npm run soak` runs: an app on a real Redis under load for 20 minutes (`-- 5` for five), and then a look at what is left of it.
// It prints what it saw and writes docs/soak.md after a whole run; it fails when something grew.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { build, install, programs, root } from './prepare.mjs';

const WHOLE_RUN = 20;
const minutes = Number(process.argv[2] ?? WHOLE_RUN);
if (!(minutes >= 1 && minutes <= 600)) throw new Error('npm run soak -- <minutes>, from 1 to 600');

const SIGN_INS_A_SECOND = 50;
const REQUESTS_A_SECOND = 500;
/** Sessions end while the run goes on, so that what they leave shows. */
const session = { idleSeconds: 30, absoluteSeconds: 60 };
/** Longer than anything that the run stored may last. */
const LATER_MS = 90_000;
/** The heap of a process is never the same twice. */
const MOST_GROWTH_BYTES = 8_000_000;

install();
programs({ browser: false });
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

/** Nothing that was started stays, however this ends. */
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
  await answering(url);

  const load = new Load({ url, signInsASecond: SIGN_INS_A_SECOND, requestsASecond: REQUESTS_A_SECOND });
  const look = () => state(url, redis);
  // What is made once (connections, compiled code, caches) is no growth: so the first minute is before.
  await load.run(60_000);
  await wait(LATER_MS);
  const before = await look();
  const peaks = [];
  for (let minute = 1; minute <= minutes; minute += 1) {
    await load.run(60_000);
    peaks.push(await look());
    console.log(`minute ${minute}: ${describe(peaks.at(-1))}; ${load.signIns} sign-ins, ${load.requests} requests`);
  }
  await wait(LATER_MS);
  const after = await look();
  redis.disconnect();
  return report({ load, before, peak: peaks.at(-1), after });
}

function start(program, args) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], cwd: root });
  if (program === 'redis-server') child.stdout.resume();
  children.push(child);
  return child;
}

/** What the app holds, without what the question itself takes. */
async function state(url, redis) {
  const { heap, handles } = await (await fetch(`${url}/status`, { headers: { connection: 'close' } })).json();
  const keys = await redis.dbsize();
  const clients = Number(/^connected_clients:(\d+)/m.exec(await redis.info('clients'))[1]) - 1;
  return { heap, handles: handles.length, keys, clients };
}

function describe({ heap, handles, keys, clients }) {
  return `heap ${(heap / 1e6).toFixed(1)} MB, ${handles} handles, ${clients} connections to Redis, ${keys} keys`;
}

function report({ load, before, peak, after }) {
  const grown = [
    after.heap > before.heap + MOST_GROWTH_BYTES && 'heap',
    ...['handles', 'keys', 'clients'].map((name) => after[name] > before[name] && name),
  ].filter(Boolean);
  const failures = [...load.failures].map(([why, count]) => `${count} × ${why}`).join(', ') || 'none';
  const row = (name, of) => `| ${name} | ${[before, peak, after].map(of).join(' | ')} |`;
  const text = `# Soak

Made by \`npm run soak\`: an app in one process on a real Redis, ${minutes} minutes of ${SIGN_INS_A_SECOND} sign-ins and ${REQUESTS_A_SECOND} requests of signed-in users a second, on a
machine of two cores that also ran the provider and the load. Sessions end after 30 seconds without a request, and after 60 in any case. "Before" is after a first
minute of the same load and a rest of ${LATER_MS / 1000} seconds; "after" is after such a rest, too.

| | before | under load | after |
|---|---|---|---|
${row('heap and buffers after a garbage collection, MB', ({ heap }) => (heap / 1e6).toFixed(1))}
${row('handles of the process', ({ handles }) => handles)}
${row('connections to Redis', ({ clients }) => clients)}
${row('keys in Redis', ({ keys }) => keys)}

${load.signIns} sign-ins and ${load.requests} requests were answered; failures: ${failures}; not begun, because the machine was too slow: ${load.notBegun}.
What grew: ${grown.join(', ') || 'nothing'}. A heap counts as grown from ${MOST_GROWTH_BYTES / 1e6} MB on: caches that have a limit are still filling. The keys that stay are
one for each user, the list of where they are signed in.
`;
  console.log(text);
  if (minutes >= WHOLE_RUN) writeFileSync(join(root, 'docs/soak.md'), text);
  return grown.length > 0 || load.failures.size > 0;
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answering(url) {
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
