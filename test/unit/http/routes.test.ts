import { describe, expect, it } from '@jest/globals';
import express from 'express';
import express4 from 'express4';
import { oauth, oauth2 } from '../../../src/index.js';
import type { OAuthOptions } from '../../../src/index.js';
import { serve } from '../../support/serve.js';
import type { Served } from '../../support/serve.js';
import { sendRaw } from '../../support/raw-requests.js';
import { useEndAfterTest } from '../../support/use.js';

const endAfterTest = useEndAfterTest();

function client(name: string) {
  return oauth2({
    name,
    clientId: 'app',
    authorizationEndpoint: 'https://id.example/authorize',
    tokenEndpoint: 'https://id.example/token',
    userinfoEndpoint: 'https://id.example/user',
  });
}

async function start(
  options: OAuthOptions,
  { make = express, clients = ['one'] }: { make?: typeof express; clients?: string[] } = {},
): Promise<Served> {
  const app = make();
  oauth(app, clients.length === 1 ? client(clients[0] ?? '') : clients.map(client), options);
  app.use((_req, res) => void res.send('reached'));
  return endAfterTest(await serve(app));
}

async function status(served: Served, path: string): Promise<number> {
  return Number(/^HTTP\/1\.1 (\d+)/.exec(await sendRaw(served.port, path))?.[1]);
}

describe.each([
  ['Express 5', express],
  ['Express 4', express4],
])("the library's routes in %s", (_name, make) => {
  it.each<[what: string, options: OAuthOptions]>([
    ['the redirect', { loginPath: '/auth', redirectPath: '/auth/callback' }],
    [
      'everything',
      { loginPath: '/auth', redirectPath: '/auth/callback', logoutPath: '/auth/logout', errorPath: '/auth/error' },
    ],
  ])('answer where the login path has %s below it', async (_what, options) => {
    const served = await start(options, { make });
    const { redirectPath = '', logoutPath = '/logout', errorPath = '/error' } = options;
    expect(await status(served, '/auth')).toBe(303);
    expect(await status(served, '/auth/one')).toBe(303);
    // A response without a state is a failed login, which ends at the error page. It is no login with a client of that name.
    expect(await status(served, `${redirectPath}?error=access_denied`)).toBe(303);
    expect(await status(served, logoutPath)).not.toBe(404);
    expect(await status(served, errorPath)).toBe(200);
  });

  it('are public, and everything else is guarded', async () => {
    const served = await start({ skip: ['/public/*'] }, { make });
    for (const path of ['/error', '/logout']) expect(await status(served, path)).toBe(200);
    for (const path of [
      '/',
      '/me',
      '/login/one/x',
      '/errors',
      '/redirected',
      '/public/../me',
      '/public/%2e%2e/me',
      'http://x/public/a',
      '//login',
      '/.well-known/x',
    ]) {
      expect(await sendRaw(served.port, path)).not.toContain('reached');
    }
    expect(await sendRaw(served.port, '/public/a')).toContain('reached');
  });

  it('refuse other methods', async () => {
    const { url } = await start({}, { make });
    const [reading, posting] = ['GET, HEAD', 'POST'];
    for (const [method, path, allow] of [
      ['DELETE', '/login', `${reading}, ${posting}`],
      ['PUT', '/redirect', `${reading}, ${posting}`],
      ['POST', '/login/one', reading],
      ['PATCH', '/logout', `${reading}, ${posting}`],
      ['POST', '/error', reading],
      ['GET', '/backchannel-logout', posting],
      ['POST', '/frontchannel-logout', reading],
    ] as const) {
      const response = await fetch(url + path, { method });
      expect([path, response.status, response.headers.get('allow')]).toEqual([path, 405, allow]);
    }
  });

  it('never redirect to another site, whatever the request is', async () => {
    const served = await start({}, { make });
    for (const path of [
      '//evil.example',
      '//evil.example/..',
      '/\\evil.example',
      '/..//evil.example',
      'http://evil.example/me',
      '/me?returnTo=//evil.example',
      '/%0d%0aSet-Cookie:x',
    ]) {
      const answer = await sendRaw(served.port, path, ['Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document']);
      const location = /^location: (.*)$/im.exec(answer)?.[1]?.trim() ?? '/';
      expect(new URL(location, 'https://app.example').origin).toBe('https://app.example');
      expect(answer).not.toMatch(/^set-cookie: x/im);
    }
  });

  it('never redirect to another site, even if they are mounted at a pattern for whole paths', async () => {
    const app = make();
    const auth = oauth(null, client('one'));
    app.use(make === express ? '/{*any}' : '*', auth.router, auth.beforeware);
    const served = endAfterTest(await serve(app));
    for (const path of [
      '//evil.example',
      '//evil.example/x',
      '//evil.example/login',
      '/\\evil.example/x',
      '///evil.example/x',
    ]) {
      const answer = await sendRaw(served.port, path);
      const location = /^location: (.*)$/im.exec(answer)?.[1]?.trim() ?? '/';
      expect(new URL(location, 'https://app.example').origin).toBe('https://app.example');
    }
  });

  it('a login with several clients begins at the path of its client only', async () => {
    const served = await start({}, { make, clients: ['one', 'two'] });
    expect(await status(served, '/login')).toBe(200);
    expect(await status(served, '/login/two')).toBe(303);
    for (const name of ['three', 'constructor', '__proto__', '%00', '..%2fone', 'ONE', '%'])
      expect([400, 404, 401, 303]).toContain(await status(served, `/login/${name}`));
    expect(await status(served, '/login/constructor')).toBe(404);
    expect(await status(served, '/login/ONE')).toBe(404);
  });
});
