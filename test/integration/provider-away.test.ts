import type { RequestListener } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import type { DevelopmentProviderOptions } from '../../src/testing/index.js';
import { Browser } from '../support/browser.js';
import { freePort } from '../support/free-port.js';
import { startProvider } from '../support/processes.js';
import type { ProviderProcess } from '../support/processes.js';
import { serve } from '../support/serve.js';
import { startSignInApp } from '../support/sign-in-app.js';
import type { SignInApp } from '../support/sign-in-app.js';
import { useEndAfterTest } from '../support/use.js';

const LIMIT_MS = 400;

const endAfterTest = useEndAfterTest();

async function startProviderForTest(options?: DevelopmentProviderOptions): Promise<ProviderProcess> {
  const provider = await startProvider(options);
  endAfterTest(provider);
  return provider;
}

async function startApp(issuer: string, clock?: () => number): Promise<SignInApp> {
  return endAfterTest(
    await startSignInApp({
      client: {
        issuer,
        clientId: 'demo',
        clientSecret: 'demo-secret-for-development-only',
        timeoutSeconds: LIMIT_MS / 1000,
        clock,
      },
      options: { clock },
    }),
  );
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
  ])('%s leads to a page with %s, and the next try works', async (_name, code, status, answer) => {
    const { port, close } = endAfterTest(await serve(answer));
    const { url } = await startApp(`http://localhost:${port}`);
    const page = await new Browser().get(`${url}/login`);
    expect([page.status, page.text.includes(code)]).toEqual([status, true]);
    expect(page.text).toContain('Try again');
    // Anonymous visitors of public pages do not notice.
    expect((await new Browser().get(`${url}/`)).status).toBe(200);
    await close();
    await startProviderForTest({ port });
    expect((await new Browser().signInAt(`${url}/me`, 'bob')).text).toContain('oidc:bob');
  });

  it('is down does not affect the start of the app or signed-in users', async () => {
    const port = await freePort();
    const { url } = await startApp(`http://localhost:${port}`);
    expect((await new Browser().get(`${url}/login`)).status).toBe(502);
    const provider = await startProviderForTest({ port });
    const browser = new Browser();
    await browser.signInAt(`${url}/me`, 'bob');
    await provider.stop();
    expect((await browser.get(`${url}/me`)).status).toBe(200);
  });

  it('is down when its metadata expires leaves the old metadata in use', async () => {
    let now = Date.now();
    const provider = await startProviderForTest();
    const { url } = await startApp(provider.issuer, () => now);
    expect((await new Browser().get(`${url}/login`)).location).toContain(`${provider.issuer}/auth?`);
    await provider.stop();
    now += 3 * 60 * 60_000;
    expect((await new Browser().get(`${url}/login`)).location).toContain(`${provider.issuer}/auth?`);
  });

  it('gets one request for its metadata from many logins that begin together', async () => {
    let asked = 0;
    const names = ['issuer', 'authorization_endpoint', 'token_endpoint', 'jwks_uri'];
    const { port } = endAfterTest(
      await serve((_req, res) => {
        asked += 1;
        const metadata = Object.fromEntries(names.map((name) => [name, `http://localhost:${port}`]));
        res.setHeader('content-type', 'application/json').end(JSON.stringify(metadata));
      }),
    );
    const { url } = await startApp(`http://localhost:${port}`);
    const pages = await Promise.all(Array.from({ length: 20 }, () => new Browser().get(`${url}/login`)));
    expect(pages.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 303));
    expect(asked).toBe(1);
  });
});
