import { describe, expect, it } from '@jest/globals';
import type { ApiInit, TokenPlacement } from '../../src/index.js';
import { recordRequests, placesOf, streamOf, useApiApp } from '../support/api-app.js';
import type { Received } from '../support/api-app.js';

const { received, start } = useApiApp();

describe('the token of a call', () => {
  it.each<[place: string, init: ApiInit, placement: TokenPlacement, sent: string]>([
    ['headers', {}, 'header', ''],
    ['headers', { method: 'POST', body: 'a text' }, 'header', 'a text'],
    ['body', {}, 'body', ''],
    ['body', { method: 'PUT', body: new URLSearchParams({ a: 'b' }) }, 'body', 'a=b&'],
    ['query', {}, 'query', ''],
    ['query', { method: 'POST', body: 'a text' }, 'query', 'a text'],
  ])('is in the %s and nowhere else (%j)', async (place, init, tokenPlacement, sent) => {
    const app = await start(recordRequests(received), { tokenPlacement });
    await app.call('things?c=d', init);
    const [got] = received as [Received];
    expect(placesOf(await app.token(), got)).toEqual([place]);
    expect(got).toMatchObject({ method: init.method ?? (place === 'body' ? 'POST' : 'GET'), path: '/v1/things' });
    expect(got.query).toMatchObject({ c: 'd' });
    expect(got.body).toContain(sent);
  });

  it('in the body is a field of a form, beside those of the app (RFC 6750, section 2.2)', async () => {
    const app = await start(recordRequests(received), { tokenPlacement: 'body' });
    await app.call('things', { method: 'POST', body: new URLSearchParams({ a: 'b & c', access_token: 'of the app' }) });
    expect(received[0]?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded\b/);
    expect(Object.fromEntries(new URLSearchParams(received[0]?.body))).toEqual({
      a: 'b & c',
      access_token: await app.token(),
    });
  });

  it('in the query must not be cached (RFC 6750, section 2.3)', async () => {
    const app = await start(recordRequests(received), { tokenPlacement: 'query' });
    await app.call('things');
    expect(received[0]?.headers['cache-control']).toBe('no-store');
  });

  it.each<[what: string, init: () => ApiInit]>([
    ['a text', () => ({ method: 'POST', body: 'a=b' })],
    ['bytes', () => ({ method: 'POST', body: new Uint8Array(3) })],
    ['a multipart form', () => ({ method: 'POST', body: new FormData() })],
    ['a stream', () => ({ method: 'POST', body: streamOf(async function* parts() {}) })],
    ['the body of a GET', () => ({ method: 'GET' })],
    ['the body of a HEAD', () => ({ method: 'head' })],
  ])('cannot be put into %s: the app gets an error, and nothing is sent', async (_what, init) => {
    const app = await start(recordRequests(received), { tokenPlacement: 'body' });
    await expect(app.call('things', init())).rejects.toMatchObject({
      code: 'ERR_OAUTH_CONFIG',
      message: expect.stringContaining('A token in the body needs'),
    });
    expect(received).toEqual([]);
  });

  it('in the body turns the call into a POST, whose redirects are returned to the app', async () => {
    const app = await start(
      recordRequests(received, () => 302),
      { tokenPlacement: 'body' },
    );
    expect((await app.call('things')).status).toBe(302);
    expect(received).toHaveLength(1);
  });

  it.each<TokenPlacement>(['header', 'body', 'query'])(
    'that the API refuses is renewed, and sent once more in the %s',
    async (tokenPlacement) => {
      let refused = '';
      const app = await start(
        recordRequests(received, (got) => (placesOf(refused, got).length > 0 ? 401 : 200)),
        { tokenPlacement },
      );
      refused = await app.token();
      expect((await app.call('things')).status).toBe(200);
      const [first, second, ...more] = received as [Received, Received, ...Received[]];
      expect(placesOf(await app.token(), second)).toEqual(placesOf(refused, first));
      expect(placesOf(refused, second)).toEqual([]);
      expect(more).toEqual([]);
    },
  );

  it.each<TokenPlacement>(['header', 'body', 'query'])(
    'is not sent when it is withheld, and not renewed after a 401 (%s)',
    async (tokenPlacement) => {
      const app = await start(
        recordRequests(received, () => 401),
        { tokenPlacement, apiHeaders: { 'x-version': '7' } },
      );
      const init = { method: 'POST', body: 'a text', withholdToken: true };
      expect((await app.call('things', init)).status).toBe(401);
      const [got, ...more] = received as [Received, ...Received[]];
      expect(placesOf(await app.token(), got)).toEqual([]);
      expect(got).toMatchObject({ query: {}, body: 'a text', headers: { 'x-version': '7' } });
      expect(got.headers.authorization).toBeUndefined();
      expect(more).toEqual([]);
      expect(app.provider.calls('refresh')).toBe(0);
    },
  );

  it('is sent with a HEAD and its redirects', async () => {
    const app = await start(recordRequests(received, ({ path }) => (path === '/v1/things' ? 302 : 200)));
    const answer = await app.call('things', { method: 'HEAD' });
    expect({ status: answer.status, text: await answer.text() }).toEqual({ status: 200, text: '' });
    expect(received.map(({ method, path }) => `${method} ${path}`)).toEqual(['HEAD /v1/things', 'HEAD /v1/elsewhere']);
    const accessToken = await app.token();
    expect(received.map((got) => placesOf(accessToken, got))).toEqual([['headers'], ['headers']]);
  });
});
