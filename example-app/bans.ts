import { Redis } from 'ioredis';

const KEY = 'example:banned';

/** The banned users. With Redis all processes share them. */
export function bans(redisUrl: string | undefined) {
  const redis = redisUrl === undefined ? undefined : new Redis(redisUrl);
  redis?.on('error', (error) => console.error(`Redis: ${error.message}`));
  const idents = new Set<string>();
  return {
    has: async (ident: string) => (redis ? (await redis.sismember(KEY, ident)) === 1 : idents.has(ident)),
    list: async () => (redis ? redis.smembers(KEY) : [...idents]),
    add: async (ident: string) => void (redis ? await redis.sadd(KEY, ident) : idents.add(ident)),
    remove: async (ident: string) => void (redis ? await redis.srem(KEY, ident) : idents.delete(ident)),
  };
}
