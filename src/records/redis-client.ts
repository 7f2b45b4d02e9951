/** Commands that are sent together. */
export interface RedisPipeline {
  /** `HSET`: writes a field of a hash. */
  hset(key: string, field: string, value: string): RedisPipeline;
  /** `EXPIRE`: sets the lifetime of a key. */
  expire(key: string, seconds: number): RedisPipeline;
  /** `EVAL`: runs a Lua script. */
  eval(script: string, keys: number, ...keysAndArguments: (string | number)[]): RedisPipeline;
  /** `HGETALL`: reads all fields of a hash. */
  hgetall(key: string): RedisPipeline;
  /** Sends the commands. Resolves with the error or the result of each, and with null for a transaction that was aborted. */
  exec(): Promise<[error: Error | null, result: unknown][] | null>;
}

/** The part of an ioredis client that is used: a `Redis` or `Cluster` of ioredis 5 or 6, whichever copy of it the app has. */
export interface RedisClient {
  /** `GET`: reads a value; null if there is none. */
  get(key: string): Promise<string | null>;
  /** `GETEX`: reads a value and sets its lifetime. */
  getex(key: string, unit: 'EX', seconds: number): Promise<string | null>;
  /** `GETDEL`: reads a value and removes it. */
  getdel(key: string): Promise<string | null>;
  /** `SET`: writes a value with a lifetime. */
  set(key: string, value: string, unit: 'EX', seconds: number): Promise<string | null>;
  /** `SET` with `XX`: writes a value only if the key exists; null if it does not. */
  set(key: string, value: string, unit: 'EX', seconds: number, condition: 'XX'): Promise<string | null>;
  /** `DEL`: removes keys. Resolves with how many there were. */
  del(...keys: string[]): Promise<number>;
  /** `EVAL`: runs a Lua script. `keys` is the number of keys, which come before the arguments. */
  eval(script: string, keys: number, ...keysAndArguments: (string | number)[]): Promise<unknown>;
  /** `HGETALL`: reads all fields of a hash; an empty object if there is none. */
  hgetall(key: string): Promise<Record<string, string>>;
  /** `HDEL`: removes fields of a hash. Resolves with how many there were. */
  hdel(key: string, ...fields: string[]): Promise<number>;
  /** Begins commands that are sent together. */
  pipeline(): RedisPipeline;
  /** Not called. Only a client of ioredis has it, so it tells other clients apart. */
  defineCommand(name: string, definition: { lua: string }): void;
}
