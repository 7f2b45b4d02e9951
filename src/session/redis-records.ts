import type { Cluster, Redis } from 'ioredis';
import { SessionError } from '../errors.js';
import { withTimeLimit } from '../time-limit.js';
import type { RecordStore } from './record-store.js';

/** An empty text stands for no record. */
const SWAP = `
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
if ARGV[2] == '' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3]) end
return 1`;

/**
 * Keeps records in Redis 6.2 or later. Every command is over within the time limit, whatever the connection's own
 * settings: with ioredis' defaults a request to a frozen server would wait for ever.
 */
export class RedisRecords implements RecordStore {
  readonly #redis: Redis | Cluster;
  readonly #timeoutMs: number;

  constructor(redis: Redis | Cluster, timeoutMs: number) {
    this.#redis = redis;
    this.#timeoutMs = timeoutMs;
  }

  get(key: string, extendTo?: number): Promise<string | null> {
    if (extendTo === undefined) return this.#answered(this.#redis.get(key));
    return this.#answered(this.#redis.getex(key, 'EX', extendTo));
  }

  async set(key: string, value: string, seconds: number): Promise<void> {
    await this.#answered(this.#redis.set(key, value, 'EX', seconds));
  }

  async replace(key: string, value: string, seconds: number): Promise<boolean> {
    return (await this.#answered(this.#redis.set(key, value, 'EX', seconds, 'XX'))) === 'OK';
  }

  async swap(key: string, from: string | null, to: string | null, seconds: number): Promise<boolean> {
    return (await this.#answered(this.#redis.eval(SWAP, 1, key, from ?? '', to ?? '', seconds))) === 1;
  }

  take(key: string): Promise<string | null> {
    return this.#answered(this.#redis.getdel(key));
  }

  async remove(...keys: string[]): Promise<void> {
    await this.#answered(this.#redis.del(...keys));
  }

  async #answered<T>(command: Promise<T>): Promise<T> {
    try {
      return await withTimeLimit(command, this.#timeoutMs, () => unanswered(`no answer within ${this.#timeoutMs} ms`));
    } catch (error) {
      throw error instanceof SessionError ? error : unanswered((error as Error).message);
    }
  }
}

// ioredis hangs the whole command on its errors, values included: only the words go on.
function unanswered(why: string): SessionError {
  return new SessionError('Redis did not do what it was asked to', {
    code: 'ERR_OAUTH_SESSION_STORE',
    hint: 'Look at the Redis server that the option "redis" names, and at the network between',
    cause: new Error(why.slice(0, 200)),
  });
}
