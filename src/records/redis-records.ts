import type { FieldWrite, RecordStore } from './record-store.js';
import type { RedisClient, RedisPipeline } from './redis-client.js';

/** An empty text stands for no record. */
const SWAP = `
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
if ARGV[2] == '' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3]) end
return 1`;

/** Redis 6.2 has no option of EXPIRE for a life of at least so many seconds. */
const SET_FIELD = `
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
if redis.call('TTL', KEYS[1]) < tonumber(ARGV[3]) then redis.call('EXPIRE', KEYS[1], ARGV[3]) end`;

/** Keeps records in Redis 6.2 or later. */
export class RedisRecords implements RecordStore {
  readonly #redis: RedisClient | Promise<RedisClient>;

  /** `redis` may be a client that is still being loaded: calls wait for it. */
  constructor(redis: RedisClient | Promise<RedisClient>) {
    this.#redis = redis;
  }

  async get(key: string, extendTo?: number): Promise<string | null> {
    const redis = await this.#redis;
    return noneOfAnotherType(extendTo === undefined ? redis.get(key) : redis.getex(key, 'EX', extendTo), null);
  }

  async set(key: string, value: string, seconds: number): Promise<void> {
    await (await this.#redis).set(key, value, 'EX', seconds);
  }

  async replace(key: string, value: string, seconds: number): Promise<boolean> {
    return (await (await this.#redis).set(key, value, 'EX', seconds, 'XX')) === 'OK';
  }

  async swap(key: string, from: string | null, to: string | null, seconds: number): Promise<boolean> {
    return (await (await this.#redis).eval(SWAP, 1, key, from ?? '', to ?? '', seconds)) === 1;
  }

  async take(key: string): Promise<string | null> {
    return noneOfAnotherType((await this.#redis).getdel(key), null);
  }

  async remove(...keys: string[]): Promise<void> {
    await (await this.#redis).del(...keys);
  }

  async setField(key: string, field: string, value: string, life: FieldWrite['life']): Promise<void> {
    const pipeline = (await this.#redis).pipeline();
    checkAnswers(await addFieldWrite(pipeline, { key, field, value, life }).exec());
  }

  async setFieldAndRead(write: FieldWrite, read: string): Promise<Record<string, string>> {
    // In this order, on one connection: keys of one hash tag are on one server.
    const answers =
      (await addFieldWrite((await this.#redis).pipeline(), write)
        .hgetall(read)
        .exec()) ?? [];
    const [error, found] = answers.pop() ?? [null, {}];
    checkAnswers(answers);
    return noneOfAnotherType(error ? Promise.reject(error) : Promise.resolve(found as Record<string, string>), {});
  }

  async fields(key: string): Promise<Record<string, string>> {
    return noneOfAnotherType((await this.#redis).hgetall(key), {});
  }

  async removeFields(key: string, ...fields: string[]): Promise<void> {
    await (await this.#redis).hdel(key, ...fields);
  }
}

function addFieldWrite(pipeline: RedisPipeline, { key, field, value, life }: FieldWrite): RedisPipeline {
  return typeof life === 'object'
    ? pipeline.eval(SET_FIELD, 1, key, field, value, life.atLeast)
    : pipeline.hset(key, field, value).expire(key, life);
}

function checkAnswers(answers: readonly [error: Error | null, result: unknown][] | null): void {
  for (const [error] of answers ?? []) if (error) throw error;
}

/** A key of another type, such as a list, is no record of ours: another program has written it. Any other error is thrown on. */
function noneOfAnotherType<T>(answer: Promise<T>, none: T): Promise<T> {
  return answer.catch((error: unknown) => {
    if (error instanceof Error && error.message.startsWith('WRONGTYPE')) return none;
    throw error;
  });
}
