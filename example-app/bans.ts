import { Redis } from 'ioredis';

/** Who was thrown out. In Redis when there is one: then every process knows. */
export interface Bans {
  has(ident: string): Promise<boolean>;
  list(): Promise<string[]>;
  add(ident: string): Promise<unknown>;
  remove(ident: string): Promise<unknown>;
}

export function bans(redisUrl: string | undefined): Bans {
  if (redisUrl !== undefined) return inRedis(new Redis(redisUrl));
  const idents = new Set<string>();
  return {
    has: async (ident) => idents.has(ident),
    list: async () => [...idents],
    add: async (ident) => idents.add(ident),
    remove: async (ident) => idents.delete(ident),
  };
}

function inRedis(redis: Redis): Bans {
  redis.on('error', (error) => console.error(`Redis: ${error.message}`));
  return {
    has: async (ident) => (await redis.sismember('example:banned', ident)) === 1,
    list: () => redis.smembers('example:banned'),
    add: (ident) => redis.sadd('example:banned', ident),
    remove: (ident) => redis.srem('example:banned', ident),
  };
}
