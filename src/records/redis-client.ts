/** Commands that are sent together. */
export interface RedisPipeline {
  hset(key: string, field: string, value: string): RedisPipeline;
  expire(key: string, seconds: number): RedisPipeline;
  exec(): Promise<[error: Error | null, result: unknown][] | null>;
}

/** The part of an ioredis client that is used: a `Redis` or `Cluster` of ioredis 5 or 6, whichever copy of it the app has. */
export interface RedisClient {
  get(key: string): Promise<string | null>;
  getex(key: string, unit: 'EX', seconds: number): Promise<string | null>;
  getdel(key: string): Promise<string | null>;
  set(key: string, value: string, unit: 'EX', seconds: number): Promise<string | null>;
  set(key: string, value: string, unit: 'EX', seconds: number, condition: 'XX'): Promise<string | null>;
  del(...keys: string[]): Promise<number>;
  eval(script: string, keys: number, ...keysAndArguments: (string | number)[]): Promise<unknown>;
  hgetall(key: string): Promise<Record<string, string>>;
  hdel(key: string, ...fields: string[]): Promise<number>;
  pipeline(): RedisPipeline;
  defineCommand(name: string, definition: { lua: string }): void;
}
