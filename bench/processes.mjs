import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
/** Every process that was started, so that none is left. */
const started = new Set();

/** Ends all processes. */
export async function endAll() {
  await Promise.all([...started].map(end));
}

async function end(child) {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
  started.delete(child);
}

/** A real Redis, and a connection to look at it. */
export async function startRedis() {
  const port = await freePort();
  const child = spawn('redis-server', ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
    stdio: 'ignore',
  });
  started.add(child);
  const client = new Redis(port, '127.0.0.1', { retryStrategy: () => 50, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  await client.ping();
  return {
    url: `redis://127.0.0.1:${port}`,
    client,
    close: async () => {
      client.disconnect();
      await end(child);
    },
  };
}

/** The provider. `change` changes its settings; `counts` tells how many requests each endpoint has had. */
export async function startProvider() {
  const { child, port } = await startNode('provider.mjs', []);
  const ask = async (message) => {
    child.send(message);
    const [counts] = await once(child, 'message');
    return counts;
  };
  return { issuer: `http://localhost:${port}`, change: ask, counts: () => ask({}) };
}

/** The app of a contender. `usage` tells how much CPU time its process has used. */
export async function startContender({ file, variant }, { redis, provider }) {
  const environment = { REDIS_URL: redis.url, ISSUER: provider.issuer };
  const { child, port } = await startNode('contender-process.mjs', [file, ...(variant ? [variant] : [])], environment);
  return {
    baseUrl: `http://localhost:${port}`,
    port,
    usage: async () => {
      child.send('usage');
      const [usage] = await once(child, 'message');
      return usage;
    },
    close: () => end(child),
  };
}

async function startNode(file, args, environment = {}) {
  const port = await freePort();
  const env = { ...process.env, ...environment, PORT: String(port), NODE_ENV: 'bench' };
  const execArgv = ['--expose-gc'];
  const child = fork(here(file), args, {
    env,
    execArgv,
    stdio: ['ignore', 'ignore', process.env.SHOW ? 'inherit' : 'pipe', 'ipc'],
  });
  started.add(child);
  let said = '';
  child.stderr?.on('data', (chunk) => (said = (said + chunk).slice(-2000)));
  const isReady = await Promise.race([
    once(child, 'message').then(() => true),
    once(child, 'exit').then(() => false),
    wait(30_000, false),
  ]);
  if (!isReady) throw new Error(`${file} ${args.join(' ')} does not start: ${said}`);
  return { child, port };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
