import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { SharedLookups } from '../../../../src/protocol/transport/shared-lookups.js';

beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] }));
afterEach(() => void jest.useRealTimers());

/** Lookups that the test ends one by one, at the faked time. */
function fresh({ clock = () => Date.now(), takesMs = 0 } = {}) {
  const began: number[] = [];
  const start = Date.now();
  const lookups = new SharedLookups(async () => {
    began.push(Date.now() - start);
    if (takesMs > 0) await new Promise((resolve) => setTimeout(resolve, takesMs));
  }, clock);
  return { lookups, began };
}

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

it('the first lookup begins at once', async () => {
  const { lookups, began } = fresh();
  expect(await lookups.join('login')).toBe(true);
  expect(began).toEqual([0]);
});

it('there is one lookup a second for all reasons together, and each caller gets one that begins after its call', async () => {
  const { lookups, began } = fresh();
  await lookups.join('logout');
  const outcomes: Promise<boolean>[] = [];
  for (let ms = 0; ms < 3000; ms += 10) {
    outcomes.push(lookups.join('logout'), lookups.join('response'), lookups.join('login'));
    await pass(10);
  }
  await pass(1000);
  expect(new Set(await Promise.all(outcomes))).toEqual(new Set([true]));
  expect(began).toEqual([0, 1000, 2000, 3000]);
});

it('the next lookup waits for one that takes longer than a second', async () => {
  const { lookups, began } = fresh({ takesMs: 2500 });
  const [first, second] = [lookups.join('login'), pass(1).then(() => lookups.join('login'))];
  await pass(6000);
  expect([await first, await second]).toEqual([true, true]);
  expect(began).toEqual([0, 2500]);
});

it('a caller that waits for five seconds is refused, and so is nobody after that', async () => {
  const { lookups } = fresh({ takesMs: 5500 });
  const first = lookups.join('login');
  await pass(1);
  const second = lookups.join('login');
  await pass(5000);
  expect(await second).toBe(false);
  await pass(6000);
  expect(await first).toBe(true);
  const third = lookups.join('login');
  await pass(6000);
  expect(await third).toBe(true);
});

it('a thousand callers may wait for one reason; a crowd leaves the places of the other reasons', async () => {
  const { lookups } = fresh();
  await lookups.join('logout');
  const crowd = Array.from({ length: 1500 }, () => lookups.join('logout'));
  const others = [lookups.join('login'), lookups.join('response')];
  await pass(1000);
  const admitted = (await Promise.all(crowd)).filter(Boolean);
  expect([admitted.length, await Promise.all(others)]).toEqual([1000, [true, true]]);
  const next = lookups.join('logout');
  await pass(1000);
  expect(await next).toBe(true);
});

it.each<[what: string, clock: () => number]>([
  ['stands still', () => 0],
  [
    'is set back by a day',
    (() => {
      let now = 0;
      return () => (now -= 86_400_000);
    })(),
  ],
])('a clock that %s delays a lookup by a second at most', async (_what, clock) => {
  const { lookups, began } = fresh({ clock });
  await lookups.join('login');
  const second = lookups.join('login');
  await pass(1000);
  expect([await second, began]).toEqual([true, [0, 1000]]);
});
