import { beforeAll, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { RedisRecords } from '../../src/records/redis-records.js';
import { RedisServer } from '../support/redis-server.js';
import { useForAll } from '../support/use.js';

const server = useForAll(() => RedisServer.start());
const connection = useForAll(() => {
  const client = new Redis(server().url);
  return { client, close: () => client.disconnect() };
});
let redis: Redis;
let records: RedisRecords;

beforeAll(() => {
  redis = connection().client;
  records = new RedisRecords(redis);
});

it('a record is swapped only if it has the expected value, and with the given lifetime', async () => {
  expect(await records.swap('a', 'one', 'two', 10)).toBe(false);
  expect(await records.swap('a', null, 'one', 10)).toBe(true);
  expect(await records.swap('a', null, 'two', 10)).toBe(false);
  expect(await records.swap('a', 'one', 'two', 20)).toBe(true);
  expect(await redis.ttl('a')).toBe(20);
  expect(await records.swap('a', 'one', null, 10)).toBe(false);
  expect(await records.get('a')).toBe('two');
  expect(await records.swap('a', 'two', null, 10)).toBe(true);
  expect(await records.get('a')).toBeNull();
});

it('of many swaps of the same record one succeeds', async () => {
  const swaps = Array.from({ length: 50 }, (_, at) => records.swap('b', null, `value ${at}`, 10));
  expect((await Promise.all(swaps)).filter(Boolean)).toHaveLength(1);
});

it('the last write of a field sets the lifetime of its record, or its minimum', async () => {
  await records.setField('c', 'one', '1', 100);
  await records.setField('c', 'two', '2', 50);
  expect(await redis.ttl('c')).toBe(50);
  await records.setField('c', 'three', '3', { atLeast: 20 });
  expect(await redis.ttl('c')).toBe(50);
  await records.setField('c', 'three', '4', { atLeast: 200 });
  expect(await redis.ttl('c')).toBe(200);
  await records.setField('d', 'one', '1', { atLeast: 10 });
  expect(await redis.ttl('d')).toBe(10);
  expect(await records.fields('c')).toEqual({ one: '1', two: '2', three: '4' });
});

it('a record is replaced only if it is there, and with the given lifetime', async () => {
  expect(await records.replace('gone', 'one', 10)).toBe(false);
  expect(await records.get('gone')).toBeNull();
  await records.set('gone', 'one', 10);
  expect(await records.replace('gone', 'two', 20)).toBe(true);
  expect([await records.get('gone'), await redis.ttl('gone')]).toEqual(['two', 20]);
  await records.remove('gone');
  expect(await records.replace('gone', 'three', 10)).toBe(false);
  expect(await records.get('gone')).toBeNull();
});

it('a field is written and another record is read in one step', async () => {
  await records.setField('out:{x}', 'one', '1', 100);
  const write = { key: 'list:{x}', field: 'a', value: 'ä', life: 50 };
  expect(await records.setFieldAndRead(write, 'out:{x}')).toEqual({ one: '1' });
  expect([await records.fields('list:{x}'), await redis.ttl('list:{x}')]).toEqual([{ a: 'ä' }, 50]);
  expect(await records.setFieldAndRead({ ...write, life: { atLeast: 20 } }, 'gone:{x}')).toEqual({});
  expect(await redis.ttl('list:{x}')).toBe(50);
  // A record of another type is none of ours.
  await redis.rpush('strange:{x}', 'one');
  expect(await records.setFieldAndRead(write, 'strange:{x}')).toEqual({});
});
