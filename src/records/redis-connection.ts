import type { Redis } from 'ioredis';
import { ConfigurationError } from '../shared/errors.js';
import type { RedisClient } from './redis-client.js';

/** A connection. `close` ends it, unless the app brought its own. */
export interface RedisConnection {
  /** The client; one of our own is still being loaded at first. */
  redis: RedisClient | Promise<RedisClient>;
  close: () => void;
  /** Why there is no connection now; undefined when there is one, or when nobody knows. */
  findTrouble: () => string | undefined;
}

/** Connects to a `redis://` or `rediss://` address, or takes the app's own ioredis client as it is. `onLost`: a connection of ours was lost. */
export function redisConnection(
  redis: string | RedisClient,
  { timeoutMs, onLost }: { timeoutMs: number; onLost: () => void },
): RedisConnection {
  if (typeof redis !== 'string')
    return { redis: checkedClient(redis), close: () => undefined, findTrouble: () => undefined };
  let trouble: string | undefined;
  let isClosed = false;
  const own = connect(redis, timeoutMs).then((client) => {
    // Every command reports its own failure, but not why there is no connection. Without a listener ioredis would print each lost one.
    client.on('error', (error: Error) => (trouble = describeTrouble(error)));
    client.on('ready', () => (trouble = undefined));
    client.on('close', onLost);
    if (isClosed) client.disconnect();
    return client;
  });
  own.catch((error: Error) => (trouble = describeTrouble(error)));
  const close = () => {
    isClosed = true;
    void own.then((client) => client.disconnect()).catch(() => undefined);
  };
  return { redis: own, close, findTrouble: () => trouble };
}

/** ioredis is loaded here and nowhere else: an app that brings its own client, or has none, does not wait for it. */
async function connect(address: string, timeoutMs: number): Promise<Redis> {
  const { Redis: Client } = await import('ioredis');
  const mayReconnect = atMostOnceEvery(RECONNECT_INTERVAL_MS);
  return new Client(address, {
    // Requests that arrive together ask Redis together: one write to the socket in place of many.
    enableAutoPipelining: true,
    maxRetriesPerRequest: 1,
    commandTimeout: timeoutMs,
    connectTimeout: timeoutMs,
    // A connection that was cut silently is closed, so that the next request opens a new one.
    socketTimeout: 10 * timeoutMs,
    retryStrategy: (attempt) => Math.min(50 * attempt, 1000),
    // A master that was replaced keeps its connections, and refuses every write: the address leads to another server now.
    reconnectOnError: (error) => error.message.includes('READONLY') && mayReconnect(),
  });
}

/** An error of the network or of TLS, by its code and its words. Node puts the errors of several addresses into one without words. */
function describeTrouble(error: Error & { code?: unknown; errors?: unknown }): string {
  const { code, message, errors } = error;
  const [first] = Array.isArray(errors) ? (errors as Error[]) : [];
  const words = message || first?.message || error.name;
  return typeof code === 'string' && !words.includes(code) ? `${code}: ${words}` : words;
}

/** Where the address still leads to a replica, a new connection does not help: open one no more often than this. */
const RECONNECT_INTERVAL_MS = 1000;

function atMostOnceEvery(ms: number): () => boolean {
  let last = -Infinity;
  return () => {
    const now = performance.now();
    if (now - last < ms) return false;
    last = now;
    return true;
  };
}

// Another copy or major version of ioredis is fine, so the client is checked by its methods. node-redis, whose SET takes other
// arguments, would fail only at the first callback.
function checkedClient(client: RedisClient): RedisClient {
  if (typeof client.getdel === 'function' && typeof client.defineCommand === 'function') return client;
  throw new ConfigurationError(
    'oauth(): option "redis" takes a redis:// address or an ioredis Redis or Cluster, got another client',
    {
      hint: 'Pass the address, or `new Redis(address)` from the package "ioredis"',
    },
  );
}
