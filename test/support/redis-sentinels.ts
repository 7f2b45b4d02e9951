import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port.js';
import { stopProcess } from './processes.js';
import { RedisServer } from './redis-server.js';
import { waitUntil } from './wait-until.js';

const COUNT = 3;
const QUORUM = 2;
const REPLICAS = 2;

/** One sentinel, with its process and the folder of its configuration, which it rewrites. */
interface Sentinel {
  port: number;
  folder: string;
  process: ChildProcess;
}

/** A local Redis server with two replicas and three sentinels. */
export class RedisSentinels {
  /** The name of the group of servers. */
  readonly name = 'sessions';
  /** The first master and its replicas. */
  readonly servers: readonly RedisServer[];
  readonly #sentinels: readonly Sentinel[];

  private constructor(servers: readonly RedisServer[], sentinels: readonly Sentinel[]) {
    this.servers = servers;
    this.#sentinels = sentinels;
  }

  static async start(): Promise<RedisSentinels> {
    const servers: RedisServer[] = [];
    const sentinels: Sentinel[] = [];
    const group = new RedisSentinels(servers, sentinels);
    try {
      const master = await RedisServer.start({ options: ['--repl-diskless-sync-delay', '0'] });
      servers.push(master);
      const options = ['--replicaof', '127.0.0.1', String(master.port)];
      for (let count = 0; count < REPLICAS; count += 1) servers.push(await RedisServer.start({ options }));
      await master.hasReplicas(REPLICAS);
      for (let count = 0; count < COUNT; count += 1) sentinels.push(await startSentinel(group.name, master.port));
      await Promise.all(
        sentinels.map(({ port }) => waitUntil('a sentinel knows all', () => knowsAll(port, group.name))),
      );
    } catch (error) {
      await group.stop();
      throw error;
    }
    return group;
  }

  /** The addresses of the sentinels. */
  get addresses(): { host: string; port: number }[] {
    return this.#sentinels.map(({ port }) => ({ host: '127.0.0.1', port }));
  }

  get firstMaster(): RedisServer {
    return this.servers[0] as RedisServer;
  }

  /** Resolves when the sentinels have elected another master. */
  async failedOver(): Promise<void> {
    const port = this.#sentinels[0]?.port ?? 0;
    await waitUntil('the sentinels name another master', async () => {
      const [, master] = (await ask(port, 'get-master-addr-by-name', this.name)) as [string, string];
      return Number(master) !== this.firstMaster.port;
    });
  }

  async stop(): Promise<void> {
    // End the sentinels first, because they write to the servers.
    for (const { process, folder } of this.#sentinels) {
      await stopProcess(process, 'SIGKILL');
      await rm(folder, { recursive: true, force: true });
    }
    await Promise.all(this.servers.map((server) => server.stop()));
  }
}

async function startSentinel(name: string, master: number): Promise<Sentinel> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-'));
  const file = join(folder, 'sentinel.conf');
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    `sentinel monitor ${name} 127.0.0.1 ${master} ${QUORUM}`,
    `sentinel down-after-milliseconds ${name} 1000`,
    `sentinel failover-timeout ${name} 5000`,
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  return { port, folder, process: spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore' }) };
}

async function knowsAll(port: number, name: string): Promise<boolean> {
  const replicas = (await ask(port, 'replicas', name)) as unknown[];
  const others = (await ask(port, 'sentinels', name)) as unknown[];
  return replicas.length === REPLICAS && others.length === COUNT - 1;
}

async function ask(port: number, ...question: [string, ...string[]]): Promise<unknown> {
  const redis = new Redis({ port, host: '127.0.0.1', retryStrategy: () => null, maxRetriesPerRequest: 0 });
  redis.on('error', () => undefined);
  try {
    return await redis.call('SENTINEL', ...question);
  } finally {
    redis.disconnect();
  }
}
