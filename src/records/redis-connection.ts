import { Cluster, Redis } from 'ioredis';
import { ConfigurationError } from '../shared/errors.js';

/** A connection, and what ends it: nothing, when the app brought its own. */
export interface RedisConnection {
  redis: Redis | Cluster;
  close: () => void;
}

/** Connects to a `redis://` or `rediss://` address, or takes the app's own ioredis client as it is. */
export function redisConnection(redis: string | Redis | Cluster, timeoutMs: number): RedisConnection {
  if (typeof redis !== 'string') return { redis: checkedClient(redis), close: () => undefined };
  const mayLeave = atMostOnceA(LEAVE_MS);
  const own = new Redis(redis, {
    maxRetriesPerRequest: 1,
    commandTimeout: timeoutMs,
    connectTimeout: timeoutMs,
    // A connection that is cut without a word is given up, so that the next request finds a new one.
    socketTimeout: 10 * timeoutMs,
    retryStrategy: (attempt) => Math.min(50 * attempt, 1000),
    // A master that another one has replaced keeps its connections, and refuses every write: the address leads elsewhere now.
    reconnectOnError: (error) => error.message.includes('READONLY') && mayLeave(),
  });
  // Every command reports its own failure; without a listener ioredis would print each lost connection.
  own.on('error', () => undefined);
  return { redis: own, close: () => own.disconnect() };
}

/** So often at most a connection is left for another one: where the address still leads to a replica, that is of no use. */
const LEAVE_MS = 1000;

function atMostOnceA(ms: number): () => boolean {
  let last = -Infinity;
  return () => {
    const now = performance.now();
    if (now - last < ms) return false;
    last = now;
    return true;
  };
}

// Another copy or major version of ioredis is fine, so it is known by what it can do; node-redis, whose SET takes other
// arguments, would only fail at the first callback.
function checkedClient(client: Redis | Cluster): Redis | Cluster {
  if (typeof client.getdel === 'function' && typeof client.defineCommand === 'function') return client;
  throw new ConfigurationError(
    'oauth(): option "redis" takes a redis:// address or an ioredis Redis or Cluster, got another client',
    {
      hint: 'Pass the address, or `new Redis(address)` from the package "ioredis"',
    },
  );
}
