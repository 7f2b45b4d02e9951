import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { ApiInit, OidcOptions } from '../../src/index.js';
import { recordRequests, placesOf, streamOf, useApiApp } from '../support/api-app.js';
import type { Received } from '../support/api-app.js';

const MEGABYTE = new Uint8Array(1024 * 1024).fill(120);
const MEGABYTES = 6;

const { received, start } = useApiApp();

describe('a body that streams', () => {
  it('is uploaded part by part', async () => {
    let arrive = (): void => undefined;
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    const app = await start(async (req, res) => {
      let size = 0;
      for await (const part of req as AsyncIterable<Uint8Array>) {
        size += part.byteLength;
        arrive();
      }
      res.end(String(size));
    });
    const body = streamOf(async function* parts() {
      yield MEGABYTE;
      // A client that collects the whole body first would wait here for ever.
      await arrived;
      for (let count = 1; count < MEGABYTES; count += 1) yield MEGABYTE;
    });
    const answer = await app.call('things', { method: 'PUT', body, duplex: 'half' });
    expect(await answer.text()).toBe(String(MEGABYTES * MEGABYTE.byteLength));
  });

  it('is downloaded part by part', async () => {
    let read = (): void => undefined;
    const isRead = new Promise<void>((resolve) => (read = resolve));
    const app = await start(async (_req, res) => {
      res.write(MEGABYTE);
      await isRead;
      for (let count = 1; count < MEGABYTES; count += 1) res.write(MEGABYTE);
      res.end();
    });
    const size = await app.asUser(async (auth) => {
      const { body } = await auth.fetch('things');
      let sum = 0;
      for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) {
        sum += part.byteLength;
        read();
      }
      return sum;
    });
    expect(size).toBe(MEGABYTES * MEGABYTE.byteLength);
  });

  it('is not sent twice: the app gets the 401, and the next call has a new token', async () => {
    let refused = '';
    const app = await start(recordRequests(received, (got) => (placesOf(refused, got).length > 0 ? 401 : 200)));
    refused = await app.token();
    const upload = () => app.call('things', { method: 'PUT', body: streamOf(() => ['a ', 'text'].map(encodeText)) });
    expect((await upload()).status).toBe(401);
    expect(received).toHaveLength(1);
    expect((await upload()).status).toBe(200);
    expect(received.map(({ body }) => body)).toEqual(['a text', 'a text']);
    expect(app.provider.calls('refresh')).toBe(1);
  });
});

const fetches: [name: string, client: Partial<OidcOptions>][] = [
  ['fetch', {}],
  ['a fetch that does not heed it', { fetch: (url, { signal: _signal, ...init }) => fetch(url, init) }],
];

describe('the time limit of a call', () => {
  it.each(fetches)('applies until the answer begins, with %s', async (_name, client) => {
    const app = await start(() => undefined, client);
    const from = performance.now();
    await expect(app.call('things', { timeoutSeconds: 0.2 })).rejects.toMatchObject({
      code: 'ERR_OAUTH_TIMEOUT',
      status: 504,
    });
    expect(performance.now() - from).toBeLessThan(5000);
  });

  it('does not apply to the body of the answer', async () => {
    const app = await start(async (_req, res) => {
      res.write('a ');
      await wait(500);
      res.end('text');
    });
    expect(await (await app.call('things', { timeoutSeconds: 0.2 })).text()).toBe('a text');
  });
});

describe('a call that the app aborts', () => {
  const reason = new Error('nobody waits for it any more');

  it.each(fetches)('in advance is not sent, with %s', async (_name, client) => {
    const app = await start(recordRequests(received), client);
    await expect(app.call('things', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(received).toEqual([]);
  });

  it.each(fetches)('ends with the reason of the app, with %s', async (_name, client) => {
    const limit = new AbortController();
    const app = await start(() => limit.abort(reason), client);
    await expect(app.call('things', { signal: limit.signal })).rejects.toBe(reason);
  });

  it('ends at the API, too', async () => {
    const limit = new AbortController();
    const ended = new Promise((resolve, reject) => {
      start((_req, res) => {
        once(res, 'close').then(resolve, reject);
        limit.abort(reason);
      }).then((app) => app.call('things', { signal: limit.signal }).catch(() => undefined), reject);
    });
    await ended;
    expect(limit.signal.aborted).toBe(true);
  });

  it('ends in the middle of its body', async () => {
    const limit = new AbortController();
    const app = await start((_req, res) => void res.write('a '));
    const { body } = await app.call('things', { signal: limit.signal });
    const reader = (body as ReadableStream<Uint8Array>).getReader();
    expect((await reader.read()).done).toBe(false);
    limit.abort(reason);
    await expect(reader.read()).rejects.toBe(reason);
  });
});

function encodeText(part: string): Uint8Array {
  return new TextEncoder().encode(part);
}

describe('a call that cannot be made', () => {
  it.each<[what: string, path: unknown, init: ApiInit]>([
    ['out of the base', '../../admin/api', {}],
    ['out of the base, encoded', 'users/%2e%2e/%2e%2e/admin', {}],
    ['by an address of another kind', 'blob:https://api.example/x', {}],
    ['with a Request', new Request('http://localhost/'), {}],
    ['without a path', undefined, {}],
    ['with a limit that is none', 'things', { timeoutSeconds: Number.NaN }],
    ['with an endless limit', 'things', { timeoutSeconds: Infinity }],
    ['with no time at all', 'things', { timeoutSeconds: 0 }],
  ])('%s is refused before anything is sent', async (_what, path, init) => {
    const app = await start((_req, res) => {
      received.push({} as Received);
      res.end();
    });
    await expect(app.call(path as string, init)).rejects.toMatchObject({ name: 'ConfigurationError' });
    expect(received).toEqual([]);
  });
});
