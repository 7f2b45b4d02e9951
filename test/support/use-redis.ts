import { RedisServer } from './redis-server.js';
import type { RedisServerSettings } from './redis-server.js';
import { useForEach } from './use.js';

/** Runs a new Redis server during each test. The function returns the server of the running test. */
export function useRedis(settings: () => RedisServerSettings = () => ({})): () => RedisServer {
  return useForEach(() => RedisServer.start(settings()));
}
