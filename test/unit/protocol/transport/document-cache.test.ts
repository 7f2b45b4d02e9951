import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { DocumentCache } from '../../../../src/protocol/transport/document-cache.js';
import { rejectionOf } from '../../caught.js';
import { manualClock } from '../../manual-clock.js';

const URL_OF_KEYS = 'https://id.example/keys';
const FRESH_MS = 300_000;
const RETRY_MS = 30_000;

const json = (value: unknown, status = 200): Response =>
  new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } });
const keys = (version: number): Response => json({ keys: [version] });

/** A cache in front of a provider. The test decides each answer, and when it is sent. */
function fresh() {
  const clock = manualClock();
  const waiting: { answer: (response: Response) => void; fail: (error: Error) => void }[] = [];
  let fetches = 0;
  const fetch = (): Promise<Response> => {
    fetches += 1;
    return new Promise((resolve, reject) => waiting.push({ answer: resolve, fail: reject }));
  };
  const cache = new DocumentCache(
    fetch,
    { freshMs: FRESH_MS, isValid: (document) => Array.isArray(document['keys']) },
    clock,
  );
  const next = () => {
    const [first] = waiting.splice(0, 1);
    if (first) return first;
    throw new Error('Nothing was fetched');
  };
  return {
    clock,
    cache,
    count: () => fetches,
    next,
    get: () => cache.get(URL_OF_KEYS, {}),
    lookUp: () => cache.lookUp(URL_OF_KEYS, {}, { after: cache.requests, reason: 'login' }),
    /** Answers the next fetch, also if it has not begun yet. */
    async answer(answer: Response | Error) {
      while (waiting.length === 0) await setImmediate();
      if (answer instanceof Error) next().fail(answer);
      else next().answer(answer);
    },
    /** Requests the document, and answers the fetch that follows. */
    async load(response: Response) {
      const asked = cache.get(URL_OF_KEYS, {});
      next().answer(response);
      return (await asked).text();
    },
  };
}

describe('a document', () => {
  it('is fetched once for all callers at the same time, and each can read it', async () => {
    const { count, get, next } = fresh();
    const asked = Array.from({ length: 50 }, get);
    next().answer(keys(1));
    const texts = await Promise.all(asked.map(async (response) => (await response).text()));
    expect(new Set(texts)).toEqual(new Set(['{"keys":[1]}']));
    expect(count()).toBe(1);
  });

  it('is served from the cache while it is fresh, and fetched again afterwards', async () => {
    const { cache, clock, count, get, load } = fresh();
    expect(cache.fresh()).toBeUndefined();
    await load(keys(1));
    clock.forward(FRESH_MS - 1);
    const kept = await get();
    expect([kept.status, kept.headers.get('content-type'), await kept.text()]).toEqual([
      200,
      'application/json',
      '{"keys":[1]}',
    ]);
    expect(cache.fresh()).toBe('{"keys":[1]}');
    expect(count()).toBe(1);
    clock.forward(1);
    expect(cache.fresh()).toBeUndefined();
    expect(await load(keys(2))).toBe('{"keys":[2]}');
    expect(cache.fresh()).toBe('{"keys":[2]}');
  });

  it('has the status and headers of the provider', async () => {
    const { get, next } = fresh();
    const asked = get();
    next().answer(new Response('{"keys":[]}', { status: 200, headers: { 'x-from': 'provider' } }));
    expect((await asked).headers.get('x-from')).toBe('provider');
  });
});

describe('a failure', () => {
  it('without an older document is not cached: the next caller fetches again', async () => {
    const { count, get, load, next } = fresh();
    const [first, second] = [get(), get()];
    next().fail(new Error('down'));
    expect(await rejectionOf(first)).toMatchObject({ message: 'down' });
    expect(await rejectionOf(second)).toMatchObject({ message: 'down' });
    expect(await load(keys(1))).toBe('{"keys":[1]}');
    expect(count()).toBe(2);
  });

  it.each([
    ['status 500', () => json({ keys: [] }, 500)],
    ['status 404', () => new Response('not here', { status: 404 })],
    ['a page', () => new Response('<html>', { status: 200 })],
    ['another document', () => json({ error: 'x' })],
    ['null', () => json(null)],
    ['a text', () => json('keys')],
    ['nothing', () => new Response('', { status: 200 })],
    ['no content', () => new Response(null, { status: 204 })],
    ['not modified', () => new Response(null, { status: 304 })],
  ])('by %s is passed on as it is, and not cached', async (_what, response) => {
    const { cache, clock, get, load, next } = fresh();
    const asked = get();
    next().answer(response());
    expect((await asked).status).toBe(response().status);
    expect(cache.fresh()).toBeUndefined();
    clock.forward(1);
    expect(await load(keys(1))).toBe('{"keys":[1]}');
  });

  it.each<
    [what: string, answer: (waiting: { answer: (response: Response) => void; fail: (error: Error) => void }) => void]
  >([
    ['an error', ({ fail }) => fail(new Error('down'))],
    ['status 500', ({ answer }) => answer(json({ keys: ['evil'] }, 500))],
    ['a page', ({ answer }) => answer(new Response('<html>'))],
    ['another document', ({ answer }) => answer(json({ error: 'x' }))],
    ['no content', ({ answer }) => answer(new Response(null, { status: 204 }))],
    ['JSON that was cut off', ({ answer }) => answer(new Response('{"keys":["'))],
  ])('of a refresh by %s keeps the old document, and is retried after half a minute', async (_what, answer) => {
    const { cache, clock, count, get, load, next } = fresh();
    await load(keys(1));
    clock.forward(FRESH_MS);
    const asked = [get(), get()];
    answer(next());
    for (const response of asked) expect(await (await response).text()).toBe('{"keys":[1]}');
    expect(await (await get()).text()).toBe('{"keys":[1]}');
    clock.forward(RETRY_MS - 1);
    expect(await (await get()).text()).toBe('{"keys":[1]}');
    expect(count()).toBe(2);
    clock.forward(1);
    expect(await load(keys(2))).toBe('{"keys":[2]}');
    expect(cache.fresh()).toBe('{"keys":[2]}');
  });

  it('that lasts for hours keeps the old document, but not longer than a day', async () => {
    const { clock, get, load, next } = fresh();
    await load(keys(1));
    for (let hours = 0; hours < 18; hours += 6) {
      clock.forward(6 * 3_600_000);
      const asked = get();
      next().fail(new Error('down'));
      expect(await (await asked).text()).toBe('{"keys":[1]}');
    }
    clock.forward(6 * 3_600_000);
    const asked = get();
    next().fail(new Error('down'));
    await expect(asked).rejects.toThrow('down');
  });
});

describe('a lookup', () => {
  it('fetches although the document is fresh, and all callers get the new one from then on', async () => {
    const { cache, answer, load, lookUp } = fresh();
    await load(keys(1));
    const found = lookUp();
    await answer(keys(2));
    expect(await found).toBe(true);
    expect(cache.fresh()).toBe('{"keys":[2]}');
  });

  it('is none when the document has become newer meanwhile', async () => {
    const { cache, clock, count, load } = fresh();
    await load(keys(1));
    const after = cache.requests;
    clock.forward(FRESH_MS);
    await load(keys(2));
    expect(await cache.lookUp(URL_OF_KEYS, {}, { after, reason: 'login' })).toBe(true);
    expect(count()).toBe(2);
  });

  it('waits for a regular request that began after the caller had read the document', async () => {
    const { cache, clock, count, get, answer, load } = fresh();
    await load(keys(1));
    const after = cache.requests;
    clock.forward(FRESH_MS);
    const regular = get();
    const found = cache.lookUp(URL_OF_KEYS, {}, { after, reason: 'login' });
    await answer(keys(2));
    expect([await found, (await regular).status, count()]).toEqual([true, 200, 2]);
  });

  it('begins anew after a request that was on its way before: that one may bring what was old already', async () => {
    const { clock, count, get, answer, load, lookUp } = fresh();
    await load(keys(1));
    clock.forward(FRESH_MS);
    const regular = get();
    const found = lookUp();
    await answer(keys(2));
    await regular;
    await answer(keys(3));
    expect([await found, count()]).toEqual([true, 3]);
  });

  it.each<[what: string, reply: Response | Error]>([
    ['fails', new Error('down')],
    ['brings garbage', new Response('<html>')],
  ])('that %s keeps the old document, and says that there is no newer one', async (_what, reply) => {
    const { cache, answer, load, lookUp } = fresh();
    await load(keys(1));
    const found = lookUp();
    await answer(reply);
    expect(await found).toBe(false);
    expect(cache.fresh()).toBe('{"keys":[1]}');
  });
});
