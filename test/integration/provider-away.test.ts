import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Browser } from '../support/browser.js';
import { freePort } from '../support/free-port.js';
import { startProvider } from '../support/processes.js';
import { signInApp } from '../support/sign-in-app.js';
import type { SignInApp } from '../support/sign-in-app.js';

const LIMIT_MS = 400;

let cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.toReversed()) await cleanup();
  cleanups = [];
});

async function listen(port: number, answer: RequestListener): Promise<Server> {
  const server = createServer(answer);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  cleanups.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return server;
}

async function app(issuer: string, clock?: () => number): Promise<SignInApp> {
  const started = await signInApp({
    client: {
      issuer,
      clientId: 'demo',
      clientSecret: 'demo-secret-for-development-only',
      timeoutSeconds: LIMIT_MS / 1000,
      clock,
    },
    options: { clock },
  });
  cleanups.push(() => started.close());
  return started;
}

describe('invariant 11: a provider that', () => {
  it.each<[string, string, number, RequestListener]>([
    [
      'answers HTML',
      'ERR_OAUTH_DISCOVERY',
      502,
      (_req, res) => void res.setHeader('content-type', 'text/html').end('<h1>hello</h1>'),
    ],
    ['answers 500', 'ERR_OAUTH_DISCOVERY', 502, (_req, res) => void res.writeHead(500).end()],
    [
      'answers 10 MB',
      'ERR_OAUTH_BAD_RESPONSE',
      502,
      (_req, res) => void res.setHeader('content-type', 'application/json').end('x'.repeat(10_000_000)),
    ],
    ['answers nothing', 'ERR_OAUTH_TIMEOUT', 504, () => undefined],
    ['cuts the line', 'ERR_OAUTH_UNREACHABLE', 502, (req) => void req.socket.destroy()],
    [
      'sends elsewhere',
      'ERR_OAUTH_BAD_RESPONSE',
      502,
      (_req, res) => void res.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
    ],
    [
      'is another issuer',
      'ERR_OAUTH_DISCOVERY',
      502,
      (_req, res) => void res.setHeader('content-type', 'application/json').end('{"issuer":"https://evil.example"}'),
    ],
  ])('%s gets a page with %s, and the next try works', async (_name, code, status, answer) => {
    const { port } = (await listen(0, answer)).address() as AddressInfo;
    const { url } = await app(`http://localhost:${port}`);
    const page = await new Browser().get(`${url}/login`);
    expect([page.status, page.text.includes(code)]).toEqual([status, true]);
    expect(page.text).toContain('Try again');
    // Anonymous visitors and public pages do not notice.
    expect((await new Browser().get(`${url}/`)).status).toBe(200);
    for (const cleanup of cleanups.splice(0, 1)) await cleanup();
    const provider = await startProvider({ port });
    cleanups.push(() => provider.stop());
    expect((await new Browser().signInAt(`${url}/me`, 'bob')).text).toContain('oidc:bob');
  });

  it('is down lets the app start, and signed-in users go on', async () => {
    const port = await freePort();
    const { url } = await app(`http://localhost:${port}`);
    expect((await new Browser().get(`${url}/login`)).status).toBe(502);
    const provider = await startProvider({ port });
    const browser = new Browser();
    await browser.signInAt(`${url}/me`, 'bob');
    await provider.stop();
    expect((await browser.get(`${url}/me`)).status).toBe(200);
  });

  it('is down when its metadata is due again: the old metadata is kept', async () => {
    let now = Date.now();
    const provider = await startProvider();
    const { url } = await app(provider.issuer, () => now);
    expect((await new Browser().get(`${url}/login`)).location).toContain(`${provider.issuer}/auth?`);
    await provider.stop();
    now += 3 * 60 * 60_000;
    expect((await new Browser().get(`${url}/login`)).location).toContain(`${provider.issuer}/auth?`);
  });

  it('is asked for its metadata once by many logins that begin together', async () => {
    let asked = 0;
    const { port } = (
      await listen(0, (_req, res) => {
        asked += 1;
        res
          .setHeader('content-type', 'application/json')
          .end(
            JSON.stringify(
              Object.fromEntries(
                ['issuer', 'authorization_endpoint', 'token_endpoint', 'jwks_uri'].map((name) => [
                  name,
                  `http://localhost:${port}`,
                ]),
              ),
            ),
          );
      })
    ).address() as AddressInfo;
    const { url } = await app(`http://localhost:${port}`);
    const pages = await Promise.all(Array.from({ length: 20 }, () => new Browser().get(`${url}/login`)));
    expect(pages.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 303));
    expect(asked).toBe(1);
  });
});
