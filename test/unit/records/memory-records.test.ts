import { describe, expect, it } from '@jest/globals';
import { MemoryRecords } from '../../../src/records/memory-records.js';
import { manualClock } from '../manual-clock.js';

function fresh() {
  const clock = manualClock();
  return { clock, records: new MemoryRecords(clock) };
}

describe('a record in memory', () => {
  it('exists until it expires, to the millisecond', async () => {
    const { clock, records } = fresh();
    await records.set('a', 'one', 10);
    clock.forward(9_999);
    expect(await records.get('a')).toBe('one');
    clock.forward(1);
    expect(await records.get('a')).toBeNull();
    expect(await records.take('a')).toBeNull();
    expect(await records.replace('a', 'two', 10)).toBe(false);
    expect(await records.get('a')).toBeNull();
  });

  it('that does not exist is null', async () => {
    const { records } = fresh();
    for (const key of ['', 'a', '__proto__', 'constructor', 'toString']) {
      expect(await records.get(key)).toBeNull();
      expect(await records.take(key)).toBeNull();
      await expect(records.remove(key)).resolves.toBeUndefined();
    }
  });

  it('is swapped only if it has the expected value', async () => {
    const { clock, records } = fresh();
    expect(await records.swap('a', 'one', 'two', 10)).toBe(false);
    expect(await records.swap('a', null, 'one', 10)).toBe(true);
    expect(await records.swap('a', null, 'two', 10)).toBe(false);
    expect(await records.swap('a', 'one', 'two', 20)).toBe(true);
    clock.forward(19_999);
    expect(await records.get('a')).toBe('two');
    expect(await records.swap('a', 'one', null, 10)).toBe(false);
    expect(await records.swap('a', 'two', null, 10)).toBe(true);
    expect(await records.get('a')).toBeNull();
    expect(await records.swap('a', null, null, 10)).toBe(true);
    await records.set('a', 'three', 1);
    clock.forward(1000);
    expect(await records.swap('a', null, 'four', 10)).toBe(true);
  });

  it('may be empty', async () => {
    const { records } = fresh();
    await records.set('a', '', 10);
    expect(await records.get('a')).toBe('');
    expect(await records.replace('a', '', 10)).toBe(true);
    expect(await records.take('a')).toBe('');
  });

  it('is read without a longer lifetime, unless requested', async () => {
    const { clock, records } = fresh();
    await records.set('a', 'one', 10);
    clock.forward(6_000);
    await records.get('a');
    clock.forward(3_000);
    expect(await records.get('a', 10)).toBe('one');
    clock.forward(9_999);
    expect(await records.get('a')).toBe('one');
    clock.forward(1);
    expect(await records.get('a', 10)).toBeNull();
    expect(await records.get('a')).toBeNull();
  });

  it('set again has the new value and the new lifetime', async () => {
    const { clock, records } = fresh();
    await records.set('a', 'one', 10);
    clock.forward(5_000);
    await records.set('a', 'two', 10);
    clock.forward(9_000);
    expect(await records.get('a')).toBe('two');
  });

  it('is replaced only if it exists, with a new lifetime', async () => {
    const { clock, records } = fresh();
    expect(await records.replace('a', 'one', 10)).toBe(false);
    expect(await records.get('a')).toBeNull();
    await records.set('a', 'one', 10);
    clock.forward(9_000);
    expect(await records.replace('a', 'two', 10)).toBe(true);
    clock.forward(9_000);
    expect(await records.get('a')).toBe('two');
  });

  it('that was removed is not restored by a replace', async () => {
    const { records } = fresh();
    await records.set('a', 'one', 10);
    const [, replaced] = await Promise.all([records.remove('a'), records.replace('a', 'late', 10)]);
    expect(replaced).toBe(false);
    expect(await records.get('a')).toBeNull();
  });

  it('is removed with others, and missing ones do not matter', async () => {
    const { records } = fresh();
    await Promise.all(['a', 'b', 'c'].map((key) => records.set(key, key, 10)));
    await records.remove('a', 'nowhere', 'c');
    await records.remove();
    expect(await Promise.all(['a', 'b', 'c'].map((key) => records.get(key)))).toEqual([null, 'b', null]);
  });

  it('is taken once by a hundred parallel calls', async () => {
    const { records } = fresh();
    await records.set('a', 'one', 10);
    const taken = await Promise.all(Array.from({ length: 100 }, () => records.take('a')));
    expect(taken.filter((value) => value !== null)).toEqual(['one']);
  });
});

describe('a flood of records', () => {
  const MOST = 50_000;

  it('does not grow beyond the cap: the oldest goes first', async () => {
    const { records } = fresh();
    for (let number = 0; number < MOST + 3; number += 1) await records.set(`key ${number}`, 'v', 1000);
    expect(await Promise.all([0, 1, 2, 3, MOST + 2].map((number) => records.get(`key ${number}`)))).toEqual([
      null,
      null,
      null,
      'v',
      'v',
    ]);
  });

  it('drops expired records before valid ones', async () => {
    const { clock, records } = fresh();
    await records.set('old but alive', 'v', 10_000);
    for (let number = 1; number < MOST; number += 1) await records.set(`short ${number}`, 'v', 10);
    clock.forward(11_000);
    await records.set('new', 'v', 10);
    expect(await records.get('old but alive')).toBe('v');
    expect(await records.get('new')).toBe('v');
  });

  it.each([
    ['pending logins', 'tx'],
    ['logouts that frames ask for', 'out'],
  ])('of %s takes room from its own kind only, and costs no more with each', async (_what, kind) => {
    const { clock, records } = fresh();
    const others = ['sess', 'tok', 'ident', 'sid', 'gone', 'jti', kind === 'tx' ? 'out' : 'tx'].map(
      (each) => `oauth:${each}:{${'h'.repeat(43)}}`,
    );
    for (const key of others) await records.set(key, 'v', 10_000);
    const flood = (at: number): string => `oauth:${kind}:{${String(at).padStart(43, 'h')}}`;
    const from = performance.now();
    for (let at = 0; at < MOST + 20_000; at += 1) {
      if (at % 1000 === 0) clock.forward(1);
      await records.set(flood(at), 'v', 900);
    }
    expect(performance.now() - from).toBeLessThan(5000);
    for (const key of others) expect(await records.get(key)).toBe('v');
    expect(await records.get(flood(MOST + 20_000 - 10_001))).toBeNull();
    expect(await records.take(flood(MOST + 20_000 - 10_000))).toBe('v');
  });

  it('setting an existing record removes no other one', async () => {
    const { records } = fresh();
    for (let number = 0; number < MOST; number += 1) await records.set(`key ${number}`, 'v', 1000);
    for (let round = 0; round < 5; round += 1) await records.set(`key ${MOST - 1}`, 'again', 1000);
    expect(await records.get('key 0')).toBe('v');
  });
});
