import { Redis } from 'ioredis';
import { RedisCluster } from '../support/redis-cluster.js';
import { RedisSentinels } from '../support/redis-sentinels.js';
import { RedisServer } from '../support/redis-server.js';

/** The time that a replica may take to receive a write. */
const REPLICATED_MS = 250;

/** The session store of a play. */
export interface Store<Servers = unknown> {
  servers: Servers;
  /** How a process of the app connects to it. */
  settings: Record<string, unknown>;
  /** Whether all writes so far, in the slots of these keys, are stored where they survive: on disk, or on a replica. */
  isSafe(keys: readonly string[]): Promise<boolean>;
  stop(): Promise<void>;
}

/** One server, which writes to disk before it acknowledges. */
export async function singleRedis(): Promise<Store<RedisServer>> {
  const redis = await RedisServer.start();
  return {
    servers: redis,
    settings: { url: redis.url },
    isSafe: async () => true,
    stop: () => redis.stop(),
  };
}

export async function redisCluster(): Promise<Store<RedisCluster>> {
  const cluster = await RedisCluster.start();
  const watches = new Map(cluster.nodes.map((node) => [node, new Watch(node)]));
  // A replica of a master that no fault strikes.
  const asked = new Redis(cluster.nodes.at(-1)?.url ?? '');
  return {
    servers: cluster,
    settings: { cluster: cluster.addresses },
    isSafe: (keys) =>
      all(keys, async (key) => {
        const master = cluster.firstMasterOf(await asked.cluster('KEYSLOT', key));
        return watches.get(master)?.hasReplicated(key) ?? false;
      }),
    async stop() {
      asked.disconnect();
      for (const watch of watches.values()) watch.close();
      await cluster.stop();
    },
  };
}

/** `defaults` uses the default options of ioredis instead of those of docs/reliability.md. */
export async function redisSentinels({ defaults = false } = {}): Promise<Store<RedisSentinels>> {
  const sentinels = await RedisSentinels.start();
  const watch = new Watch(sentinels.firstMaster);
  return {
    servers: sentinels,
    settings: { sentinels: sentinels.addresses, name: sentinels.name, defaults },
    isSafe: (keys) => all(keys, (key) => watch.hasReplicated(key)),
    async stop() {
      watch.close();
      await sentinels.stop();
    },
  };
}

async function all(keys: readonly string[], holds: (key: string) => Promise<boolean>): Promise<boolean> {
  return (await Promise.all(keys.map(holds))).every(Boolean);
}

/** Asks a master, over its own connection, whether its replicas are up to date. */
class Watch {
  readonly #redis: Redis;

  constructor({ url }: RedisServer) {
    this.#redis = new Redis(url, { commandTimeout: 2 * REPLICATED_MS, maxRetriesPerRequest: 0 });
    this.#redis.on('error', () => undefined);
  }

  /** WAIT covers only the writes of its own connection, so write something first. */
  async hasReplicated(key: string): Promise<boolean> {
    try {
      await this.#redis.set(`watch:${key}`, '', 'EX', 1);
      return (await this.#redis.wait(1, REPLICATED_MS)) > 0;
    } catch {
      return false;
    }
  }

  close(): void {
    this.#redis.disconnect();
  }
}
