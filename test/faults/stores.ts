import { Redis } from 'ioredis';
import { RedisCluster } from '../support/redis-cluster.js';
import { RedisSentinels } from '../support/redis-sentinels.js';
import { RedisServer } from '../support/redis-server.js';

/** So long a replica may take to have what its master has. */
const REPLICATED_MS = 250;

/** Where sessions are kept in a play. */
export interface Store<Servers = unknown> {
  servers: Servers;
  /** How an app's process reaches it. */
  settings: Record<string, unknown>;
  /** Whether what was written by now in the slots of these keys is where it survives: on the disk, or on a replica. */
  isSafe(keys: readonly string[]): Promise<boolean>;
  stop(): Promise<void>;
}

/** One server, which has every write on its disk before it acknowledges it. */
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
  // A replica, of a master that no fault strikes.
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

/** `defaults`: with ioredis' own options, in place of those that docs/reliability.md has. */
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

/** Asks a master what its replicas have, over a connection of its own. */
class Watch {
  readonly #redis: Redis;

  constructor({ url }: RedisServer) {
    this.#redis = new Redis(url, { commandTimeout: 2 * REPLICATED_MS, maxRetriesPerRequest: 0 });
    this.#redis.on('error', () => undefined);
  }

  /** WAIT is about the writes of its own connection: so it writes something after what was written before. */
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
