import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { boundedFetch } from '../../../../src/protocol/transport/bounded-fetch.js';
import type { Fetch } from '../../../../src/protocol/transport/bounded-fetch.js';
import { freePort } from '../../../support/free-port.js';
import { allTextOf, rejectionOf } from '../../caught.js';

const open: Server[] = [];

afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serverOf(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const globalFetch: Fetch = (url, init) => fetch(url, init);

/** A request with many secrets, such as a token request. */
const REQUEST: RequestInit = {
  method: 'POST',
  headers: { authorization: 'Basic tellNobody-basic', cookie: 'sid=tellNobody-cookie' },
  body: 'code=tellNobody-code&code_verifier=tellNobody-verifier&client_secret=tellNobody-secret',
};

function bounded(fetchOf: Fetch = globalFetch, limits: { timeoutMs?: number; maxBytes?: number } = {}): Fetch {
  return boundedFetch(fetchOf, { client: 'test', timeoutMs: 2000, maxBytes: 1000, ...limits });
}

async function failure(
  url: string,
  limits: { timeoutMs?: number; maxBytes?: number } = {},
  fetchOf: Fetch = globalFetch,
): Promise<Error> {
  const error = await rejectionOf(bounded(fetchOf, limits)(url, REQUEST));
  expect(error).toMatchObject({ name: 'ProviderUnavailableError', client: 'test' });
  expect(allTextOf(error)).not.toContain('tellNobody');
  return error as Error;
}

describe('an answer', () => {
  it('is complete, with status, headers and body', async () => {
    const url = await serverOf((req, res) => {
      let body = '';
      req
        .on('data', (chunk: Buffer) => (body += chunk.toString()))
        .on('end', () => {
          res
            .writeHead(201, 'Made', { 'x-from': 'provider', 'content-type': 'text/plain' })
            .end(`${req.method} ${body.length} ${req.headers.authorization?.length}`);
        });
    });
    const response = await bounded()(url, REQUEST);
    expect([response.status, response.statusText, response.headers.get('x-from')]).toEqual([201, 'Made', 'provider']);
    expect(await response.text()).toBe('POST 86 22');
  });

  it.each([204, 205, 304])('without a body is passed on: %i', async (status) => {
    const url = await serverOf((_req, res) => void res.writeHead(status).end());
    const response = await bounded()(url, {});
    expect(response.status).toBe(status);
    expect(await response.text()).toBe('');
  });

  it.each([400, 401, 404, 429, 500, 503])('with an error status is passed on to the caller: %i', async (status) => {
    const url = await serverOf((_req, res) => void res.writeHead(status).end('{"error":"x"}'));
    expect(await (await bounded()(url, {})).json()).toEqual({ error: 'x' });
  });

  it('of exactly the maximum size is accepted, and one more byte is not', async () => {
    const url = await serverOf((req, res) => void res.end('x'.repeat(Number(req.url?.slice(1)))));
    expect(await (await bounded()(`${url}/1000`, {})).text()).toHaveLength(1000);
    expect(await failure(`${url}/1001`)).toMatchObject({
      code: 'ERR_OAUTH_BAD_RESPONSE',
      message: "The provider's answer is larger than 1000 bytes",
    });
  });

  it('that is empty is accepted', async () => {
    const url = await serverOf((_req, res) => void res.end());
    expect(await (await bounded()(url, {})).text()).toBe('');
  });
});

describe('a provider that misbehaves', () => {
  it.each([300, 301, 302, 303, 307, 308])('redirect %i is not followed', async (status) => {
    const asked: string[] = [];
    const url = await serverOf((req, res) => {
      asked.push(req.url ?? '');
      res.writeHead(status, { location: '/elsewhere?tellNobody' }).end();
    });
    expect(await failure(url)).toMatchObject({
      code: 'ERR_OAUTH_BAD_RESPONSE',
      status: 502,
      hint: expect.stringContaining('redirect'),
    });
    expect(asked).toEqual(['/']);
  });

  it('an answer of 10 MB is aborted at the limit, and the connection is closed', async () => {
    let closed = (): void => undefined;
    const isClosed = new Promise<void>((resolve) => (closed = resolve));
    const url = await serverOf((_req, res) => {
      const chunk = 'x'.repeat(10_000);
      let sent = 0;
      const push = (): void => {
        while (!res.destroyed && sent < 10_000_000 && res.write(chunk)) sent += chunk.length;
        if (!res.destroyed && sent < 10_000_000) res.once('drain', push);
      };
      res.on('close', closed);
      push();
    });
    expect(await failure(url, { maxBytes: 100_000 })).toMatchObject({ code: 'ERR_OAUTH_BAD_RESPONSE' });
    await isClosed;
  });

  it('a compressed answer is measured unpacked', async () => {
    const { gzipSync } = await import('node:zlib');
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    const url = await serverOf((_req, res) => void res.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
    expect(await failure(url, { maxBytes: 100_000 })).toMatchObject({ code: 'ERR_OAUTH_BAD_RESPONSE' });
  });

  it('silence ends at the time limit', async () => {
    const url = await serverOf(() => undefined);
    expect(await failure(url, { timeoutMs: 50 })).toMatchObject({
      code: 'ERR_OAUTH_TIMEOUT',
      status: 504,
      message: 'The provider did not answer within 50 ms',
    });
  });

  it('silence after the headers ends at the time limit, too', async () => {
    const url = await serverOf((_req, res) => void res.writeHead(200, { 'content-length': '10' }).write('x'));
    expect(await failure(url, { timeoutMs: 50 })).toMatchObject({ code: 'ERR_OAUTH_TIMEOUT', status: 504 });
  });

  it('a body of one byte at a time ends at the time limit, counted from the start', async () => {
    const url = await serverOf((_req, res) => {
      const timer = setInterval(() => res.write('x'), 5);
      res.on('close', () => clearInterval(timer));
    });
    const startedAt = Date.now();
    expect(await failure(url, { timeoutMs: 100 })).toMatchObject({ code: 'ERR_OAUTH_TIMEOUT' });
    expect(Date.now() - startedAt).toBeLessThan(1500);
  });

  it.each<[what: string, listener: RequestListener]>([
    ['before the headers', (req) => void req.socket.destroy()],
    ['by a reset', (req) => void req.socket.resetAndDestroy()],
    [
      'within the body',
      (req, res) => void res.writeHead(200, { 'content-length': '100' }).write('x', () => req.socket.destroy()),
    ],
    ['within a chunked body', (req, res) => void res.writeHead(200).write('x', () => req.socket.destroy())],
  ])('a connection that is cut %s gives an error', async (_what, listener) => {
    expect(await failure(await serverOf(listener))).toMatchObject({ code: 'ERR_OAUTH_UNREACHABLE', status: 502 });
  });

  it('an answer that is not HTTP gives an error', async () => {
    const url = await serverOf((req) => void req.socket.end('HELLO tellNobody\r\n\r\n'));
    expect(await failure(url)).toMatchObject({ code: 'ERR_OAUTH_UNREACHABLE' });
  });

  it('a closed port, or an unknown host name, is unreachable, and the error says why', async () => {
    const refused = await failure(`http://127.0.0.1:${await freePort()}/?tellNobody`);
    expect(refused).toMatchObject({
      code: 'ERR_OAUTH_UNREACHABLE',
      cause: expect.objectContaining({ message: expect.stringContaining('ECONNREFUSED') }),
    });
    expect(await failure('http://nobody.invalid/?tellNobody')).toMatchObject({ code: 'ERR_OAUTH_UNREACHABLE' });
  });

  it('a request that cannot be sent leaks none of its secrets', async () => {
    const url = await serverOf((_req, res) => void res.end());
    const error = await rejectionOf(bounded()(url, { headers: { authorization: 'Bearer tellNobody\nx' } }));
    expect(allTextOf(error)).not.toContain('tellNobody');
    expect(allTextOf(await rejectionOf(bounded()('http://[tellNobody', {})))).not.toContain('tellNobody');
  });
});

describe('the time limit', () => {
  it("is the caller's when that is shorter", async () => {
    const url = await serverOf(() => undefined);
    const error = await rejectionOf(
      bounded(globalFetch, { timeoutMs: 60_000 })(url, { signal: AbortSignal.timeout(30) }),
    );
    expect(error).toMatchObject({ name: 'ProviderUnavailableError', code: 'ERR_OAUTH_TIMEOUT' });
  });

  it('holds although the caller has a longer one', async () => {
    const url = await serverOf(() => undefined);
    const error = await rejectionOf(
      bounded(globalFetch, { timeoutMs: 30 })(url, { signal: AbortSignal.timeout(60_000) }),
    );
    expect(error).toMatchObject({ code: 'ERR_OAUTH_TIMEOUT' });
  });

  it.each<[what: string, fetchOf: Fetch]>([
    ['never answers', () => new Promise<Response>(() => undefined)],
    [
      'never ends its body',
      async () => new Response(new ReadableStream({ pull: () => new Promise<void>(() => undefined) })),
    ],
  ])('holds for a fetch of the app that ignores the signal and %s', async (_what, fetchOf) => {
    const gaveUp = Symbol('gave up');
    const ended = rejectionOf(bounded(fetchOf, { timeoutMs: 30 })('http://x.invalid', {}));
    const patience = new Promise((resolve) => {
      setTimeout(resolve, 1000, gaveUp).unref();
    });
    expect(await Promise.race([ended, patience])).toMatchObject({ code: 'ERR_OAUTH_TIMEOUT' });
  });

  it.each<[thrown: unknown]>([['tellNobody'], [undefined], [null], [{ cause: 'x' }], [new Error('')]])(
    'a fetch of the app that throws %p means that the provider is unreachable',
    async (thrown) => {
      const error = await rejectionOf(bounded(() => Promise.reject(thrown))('http://x.invalid', {}));
      expect(error).toMatchObject({ name: 'ProviderUnavailableError', code: 'ERR_OAUTH_UNREACHABLE' });
    },
  );
});
