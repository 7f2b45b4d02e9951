import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port.js';
import { stopProcess } from './processes.js';
import { waitUntil } from './wait-until.js';

/** The settings of a server. */
export interface RedisServerSettings {
  /** Default is a free port. */
  port?: number;
  /** Additional command-line options. Default is none. */
  options?: readonly string[];
}

/** A real Redis server that a test starts, breaks, repairs and ends. */
export class RedisServer {
  readonly url: string;
  readonly port: number;
  readonly #folder: string;
  readonly #options: readonly string[];
  #process: ChildProcess | undefined;

  private constructor(port: number, folder: string, options: readonly string[]) {
    this.port = port;
    this.#folder = folder;
    this.#options = options;
    this.url = `redis://127.0.0.1:${port}`;
  }

  static async start({ port, options = [] }: RedisServerSettings = {}): Promise<RedisServer> {
    const server = new RedisServer(port ?? (await freePort()), await mkdtemp(join(tmpdir(), 'redis-')), options);
    await server.start();
    return server;
  }

  /** Starts the server again, on the same port and with its data. */
  async start(): Promise<void> {
    const options = [
      '--port',
      String(this.port),
      '--bind',
      '127.0.0.1',
      '--dir',
      this.#folder,
      '--save',
      '',
      '--appendonly',
      'yes',
      '--appendfsync',
      'always',
      ...this.#options,
    ];
    this.#process = spawn('redis-server', options, { stdio: 'ignore' });
    await this.run(async (redis) => redis.ping());
  }

  /** Ends the server at once, like a crash. */
  async kill(): Promise<void> {
    if (this.#process) await stopProcess(this.#process, 'SIGKILL');
  }

  /** Shuts the server down properly. */
  async shutDown(): Promise<void> {
    if (this.#process) await stopProcess(this.#process);
  }

  /** Suspends the server without closing a connection. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    this.thaw();
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Resolves when this many replicas are up to date. */
  async hasReplicas(count: number): Promise<void> {
    await waitUntil('a master has its replicas', async () => {
      const text = await this.run((redis) => redis.info('replication'));
      const written = /^master_repl_offset:(\d+)/m.exec(text)?.[1] ?? '';
      return text.match(new RegExp(`state=online,offset=${written},`, 'g'))?.length === count;
    });
  }

  /** Resolves when the server has this role ("slave" is Redis' own word for a replica). */
  async isNow(role: 'master' | 'slave'): Promise<void> {
    await waitUntil(`it is a ${role}`, async () => (await this.run((redis) => redis.role()))[0] === role);
  }

  /** Limits the memory to its current use plus `bytes`, with this policy. */
  async limitMemory(bytes: number, policy: 'noeviction' | 'allkeys-lru'): Promise<void> {
    await this.run(async (redis) => {
      const used = Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1]);
      await redis.config('SET', 'maxmemory-policy', policy, 'maxmemory', String(used + bytes));
    });
  }

  /** Runs commands over a new connection. Connecting is tried 200 times, 25 ms apart. */
  async run<T>(work: (redis: Redis) => Promise<T>, { tries = 200 } = {}): Promise<T> {
    const redis = new Redis(this.url, {
      maxRetriesPerRequest: tries - 1,
      retryStrategy: () => 25,
      ...(tries === 1 && { commandTimeout: 500 }),
    });
    redis.on('error', () => undefined);
    try {
      return await work(redis);
    } finally {
      redis.disconnect();
    }
  }

  /** The number of calls of each command since the last `resetCommands`, without the calls of this class. */
  async commands(): Promise<Record<string, number>> {
    const text = await this.run((redis) => redis.info('commandstats'));
    const calls = [...text.matchAll(/^cmdstat_([\w|]+):calls=(\d+)/gm)].map(
      ([, name = '', count]) => [name, Number(count)] as const,
    );
    return Object.fromEntries(calls.filter(([name]) => !/^(?:hello|info|client\||config\||select|ping)/.test(name)));
  }

  async resetCommands(): Promise<void> {
    await this.run((redis) => redis.config('RESETSTAT'));
  }
}
