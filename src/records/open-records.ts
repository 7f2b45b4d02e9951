import type { Clock } from '../shared/clock.js';
import { warnOfMemory } from '../shared/warnings.js';
import { MemoryRecords } from './memory-records.js';
import type { RecordStore } from './record-store.js';
import type { RedisClient } from './redis-client.js';
import { redisConnection } from './redis-connection.js';
import { RedisRecords } from './redis-records.js';
import { TimeLimitedRecords } from './time-limited-records.js';

/** Where records are kept: one of these, or the memory of this process. */
export interface RecordsOptions {
  records: RecordStore | undefined;
  redis: string | RedisClient | undefined;
  /** The time limit of each call. */
  timeoutMs: number;
  clock: Clock;
}

/** Records, and what closes a connection that was opened for them. */
export interface OpenRecords {
  records: RecordStore;
  close: () => void;
  /** Whether the records were away within the last minute, as far as this process has noticed. */
  wasAway: () => boolean;
}

/** Longer than a refresh takes. */
const REMEMBERED_MS = 65_000;

/** Opens the records. Throws a `ConfigurationError` for a Redis client that is none of ioredis. */
export function openRecords({ records, redis, timeoutMs, clock }: RecordsOptions): OpenRecords {
  let failedAt = -Infinity;
  const onTrouble = () => void (failedAt = performance.now());
  const wasAway = () => performance.now() < failedAt + REMEMBERED_MS;
  if (records) {
    const hint = 'Check the option "records"';
    const limited = new TimeLimitedRecords(records, { timeoutMs, hint, onTrouble });
    return { records: limited, close: () => undefined, wasAway };
  }
  if (redis !== undefined) {
    const connection = redisConnection(redis, { timeoutMs, onLost: onTrouble });
    const hint =
      'Check the Redis server that the option "redis" names, and the network between. For a certificate of your own, set NODE_EXTRA_CA_CERTS';
    const limited = new TimeLimitedRecords(new RedisRecords(connection.redis), {
      timeoutMs,
      hint,
      findTrouble: connection.findTrouble,
      onTrouble,
    });
    return { records: limited, close: connection.close, wasAway };
  }
  warnOfMemory();
  return { records: new MemoryRecords(clock), close: () => undefined, wasAway };
}
