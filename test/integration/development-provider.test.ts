import { createHash, randomBytes } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { developmentProvider } from '../../src/testing/index.js';
import type { DevelopmentProvider, DevelopmentProviderOptions } from '../../src/testing/index.js';
import { loadOidcProvider } from '../../src/testing/load-oidc-provider.js';
import { Browser, buttons } from '../support/browser.js';
import type { Page } from '../support/browser.js';

const REDIRECT_URI = 'http://localhost:9/redirect?tab=1';

/** The loopback addresses of this machine, which may lack IPv6. */
const hosts = ['127.0.0.1', '::1'].filter((wanted) =>
  Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === wanted)),
);

const running: DevelopmentProvider[] = [];

async function start(options: DevelopmentProviderOptions = {}): Promise<DevelopmentProvider> {
  const provider = await developmentProvider({ port: 0, ...options });
  running.push(provider);
  return provider;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((provider) => provider.close()));
});

interface Begun {
  url: string;
  verifier: string;
  nonce: string;
}

/** An authorization request, made by hand. */
function begin({ issuer, clientId }: DevelopmentProvider, parameters: Record<string, string> = {}): Begun {
  const verifier = randomBytes(32).toString('base64url');
  const nonce = randomBytes(8).toString('hex');
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    scope: 'openid profile email',
    state: 'the state',
    nonce,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...parameters,
  });
  return { url: `${issuer}/auth?${query}`, verifier, nonce };
}

function parametersOf(page: Page): Record<string, string> {
  return Object.fromEntries(new URL(page.location ?? page.url).searchParams);
}

async function post(url: string, form: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form), headers });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, string> };
}

function credentials({ clientId, clientSecret }: DevelopmentProvider): Record<string, string> {
  return { client_id: clientId, client_secret: clientSecret };
}

/** Signs in with a new browser or this one, and exchanges the code. */
async function signIn(provider: DevelopmentProvider, id: string, parameters = {}, browser = new Browser()) {
  const { url, verifier, nonce } = begin(provider, parameters);
  const { code = '' } = parametersOf(await browser.signInAt(url, id, { until: 'http://localhost:9/' }));
  const exchanged = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT_URI,
    code_verifier: verifier,
  };
  const tokens = await post(`${provider.issuer}/token`, { ...exchanged, ...credentials(provider) });
  return { browser, nonce, ...tokens };
}

function refresh(provider: DevelopmentProvider, refreshToken: string | undefined) {
  return post(`${provider.issuer}/token`, {
    grant_type: 'refresh_token',
    refresh_token: String(refreshToken),
    ...credentials(provider),
  });
}

async function userInfo({ issuer }: DevelopmentProvider, accessToken: string | undefined) {
  const response = await fetch(`${issuer}/me`, { headers: { authorization: `Bearer ${accessToken}` } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('starting', () => {
  // This test comes first, because oidc-provider also prints when it is imported.
  it('prints nothing', async () => {
    const prints = (['log', 'info', 'warn', 'error'] as const).map((method) =>
      jest.spyOn(console, method).mockImplementation(() => {}),
    );
    await signIn(await start(), 'alice', { scope: 'openid email offline_access' });
    for (const print of prints) {
      expect(print).not.toHaveBeenCalled();
      print.mockRestore();
    }
  });

  it('takes a free port and is discovered at its issuer, on both loopback addresses', async () => {
    const provider = await start();
    const { port } = new URL(provider.issuer);
    expect(provider).toMatchObject({
      issuer: `http://localhost:${port}`,
      clientId: 'demo',
      clientSecret: 'demo-secret-for-development-only',
    });
    for (const host of ['localhost', ...hosts.map((address) => (address === '::1' ? '[::1]' : address))]) {
      const response = await fetch(`http://${host}:${port}/.well-known/openid-configuration`);
      expect(await response.json()).toMatchObject({
        issuer: provider.issuer,
        token_endpoint: `${provider.issuer}/token`,
        end_session_endpoint: `${provider.issuer}/session/end`,
        code_challenge_methods_supported: ['S256'],
        response_types_supported: ['code'],
        response_modes_supported: expect.arrayContaining(['query', 'form_post']),
        id_token_signing_alg_values_supported: ['RS256'],
        token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      });
    }
  });

  it('has its endpoints below the given issuer', async () => {
    const port = await freePort();
    await start({ port, issuer: 'https://provider.example' });
    const response = await fetch(`http://localhost:${port}/.well-known/openid-configuration`);
    expect(await response.json()).toMatchObject({
      issuer: 'https://provider.example',
      authorization_endpoint: 'https://provider.example/auth',
    });
  });

  it('supports pushed authorization requests only if they are enabled', async () => {
    const [without, withPar] = [await start(), await start({ par: true })];
    const { url } = begin(withPar, { scope: 'openid offline_access' });
    const pushed = { ...Object.fromEntries(new URL(url).searchParams), ...credentials(withPar) };
    expect((await fetch(`${without.issuer}/request`, { method: 'POST' })).status).toBe(404);
    const { body } = await post(`${withPar.issuer}/request`, pushed);
    const query = new URLSearchParams({ client_id: 'demo', request_uri: String(body['request_uri']) });
    const page = await new Browser().open(`${withPar.issuer}/auth?${query}`);
    expect(page.text).toContain('openid offline_access');
  });

  it('refuses to start in production', async () => {
    const before = process.env['NODE_ENV'];
    const port = await freePort();
    process.env['NODE_ENV'] = 'production';
    try {
      await expect(developmentProvider({ port })).rejects.toMatchObject({
        code: 'ERR_OAUTH_CONFIG',
        message: /NODE_ENV=production/,
      });
    } finally {
      process.env['NODE_ENV'] = before;
    }
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow('fetch failed');
  });

  it.each([
    [{ users: [{ id: 'a' }, { id: 'a' }] }, /users.*an id of its own/],
    [{ users: [] }, /users/],
    [{ port: 70_000 }, /port/],
    [{ issuer: 'https://provider.example/' }, /issuer.*without a path/],
    [{ redirectUris: ['/redirect'] }, /redirectUris/],
    [{ redirectUris: ['https://app.example/#fragment'] }, /does not take this client.*fragment/],
    [{ accessTokenTtl: 0 }, /accessTokenTtl/],
    [{ clientID: 'x' }, /clientId/],
  ])('refuses the options %j', async (options, message) => {
    await expect(start(options as DevelopmentProviderOptions)).rejects.toMatchObject({
      code: 'ERR_OAUTH_CONFIG',
      message,
    });
  });

  it('says how to install oidc-provider when it is missing', async () => {
    const missing = Object.assign(new Error("Cannot find package 'oidc-provider' imported from here"), {
      code: 'ERR_MODULE_NOT_FOUND',
    });
    await expect(loadOidcProvider(() => Promise.reject(missing))).rejects.toThrow(
      'npm install --save-dev oidc-provider',
    );
    const other = Object.assign(new Error("Cannot find package 'koa' imported from oidc-provider"), {
      code: 'ERR_MODULE_NOT_FOUND',
    });
    await expect(loadOidcProvider(() => Promise.reject(other))).rejects.toBe(other);
  });
});

describe('closing', () => {
  it('frees the port at once, open connections or not, and may be done twice', async () => {
    const provider = await start();
    const port = Number(new URL(provider.issuer).port);
    await fetch(`${provider.issuer}/jwks`); // fetch keeps its connection
    await provider.close();
    await provider.close();
    await expect(fetch(`${provider.issuer}/jwks`)).rejects.toThrow('fetch failed');
    const again = await start({ port });
    expect(again.issuer).toBe(provider.issuer);
  });

  it('does not wait for a request that never ends', async () => {
    const provider = await start();
    const socket = connect(Number(new URL(provider.issuer).port), '127.0.0.1');
    const gone = new Promise((resolve) => socket.on('error', resolve).on('close', resolve));
    socket.resume();
    await new Promise<void>((resolve) => socket.write('GET /jwks HTTP/1.1\r\nHost: localhost\r\n', () => resolve()));
    await fetch(`${provider.issuer}/jwks`); // the server has read what came before
    await provider.close();
    await expect(gone).resolves.toBeDefined();
  });

  it.each(hosts)('leaves nothing listening when the port is taken on %s', async (host) => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, host, resolve));
    const { port } = other.address() as AddressInfo;
    await expect(start({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await new Promise((resolve) => other.close(resolve));
    await start({ port });
  });
});

describe('the page', () => {
  it('has a button for every user and one to cancel, and no script', async () => {
    const page = await new Browser().open(begin(await start()).url);
    expect(page.status).toBe(200);
    expect(buttons(page).map(({ name, value }) => [name, value])).toEqual([
      ['user', 'alice'],
      ['user', 'bob'],
      ['user', 'mallory'],
      ['cancel', 'yes'],
    ]);
    expect(page.text.match(/address not verified/g)).toHaveLength(1);
    expect(page.text).toContain('demo (http://localhost:9)');
    expect(page.text).not.toMatch(/<script/i);
  });

  it('has a policy that allows its own style and nothing else', async () => {
    const page = await new Browser().open(begin(await start()).url);
    const style = /<style>([^]*?)<\/style>/.exec(page.text)?.[1] ?? '';
    const digest = createHash('sha256').update(style).digest('base64');
    expect(page.headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; frame-ancestors 'none'`,
    );
    expect(page.headers.get('cache-control')).toBe('no-store');
  });

  it('escapes what users and requests hold', async () => {
    const name = `<script>alert(1)</script> & "Co"`;
    const provider = await start({ users: [{ id: `"><b x='`, name, email: '<i>@example.com' }] });
    const browser = new Browser();
    const { url } = begin(provider, { scope: 'openid <u>' });
    const refused = await browser.open(url, { until: 'http://localhost:9/' });
    const page = refused.location ? await browser.open(begin(provider).url) : refused;
    expect(page.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Co&quot;');
    expect(page.text).not.toMatch(/<(script|i|b|u)\b/i);
    const back = await browser.follow(await browser.clickUser(page, `"><b x='`), {
      until: 'http://localhost:9/',
    });
    expect(parametersOf(back)).toHaveProperty('code');
    const failed = await browser.open(`${provider.issuer}/auth?client_id=%3Cscript%3E`);
    expect(failed.status).toBe(400);
    expect(failed.text).toContain('That did not work');
    expect(failed.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(failed.text).not.toMatch(/<script/i);
  });

  it('handles an unknown user, an old page and another browser', async () => {
    const provider = await start();
    const browser = new Browser();
    const page = await browser.open(begin(provider).url);
    expect((await browser.submit(page, { user: 'eve' })).status).toBe(400);
    expect((await new Browser().submit(page, { user: 'alice' })).status).toBe(400);
    expect((await new Browser().get(`${provider.issuer}/interaction/unknown`)).text).toContain(
      'Begin again at the application',
    );
    expect((await browser.submit(page, { user: 'alice' })).status).toBe(303);
  });
});

describe('signing in', () => {
  it('gives tokens, a signed ID token and user info for the user clicked', async () => {
    const provider = await start();
    const { status, body, nonce } = await signIn(provider, 'alice');
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'openid profile email' });
    expect(body).not.toHaveProperty('refresh_token');
    const keys = createRemoteJWKSet(new URL(`${provider.issuer}/jwks`));
    const { payload } = await jwtVerify(String(body['id_token']), keys, {
      issuer: provider.issuer,
      audience: 'demo',
      algorithms: ['RS256'],
    });
    expect(payload).toMatchObject({ sub: 'alice', nonce });
    expect(payload).not.toHaveProperty('email');
    expect((await userInfo(provider, body['access_token'])).body).toEqual({
      sub: 'alice',
      name: 'Alice Archer',
      given_name: 'Alice',
      family_name: 'Archer',
      email: 'alice@example.com',
      email_verified: true,
    });
  });

  it('returns claims by scope, those without a scope with openid, and never another subject', async () => {
    const user = {
      id: 'carol',
      sub: 'alice',
      iss: 'https://evil.example',
      name: 'Carol',
      email: 'c@example.com',
      groups: ['admin'],
    };
    const provider = await start({ users: [user] });
    const { body } = await signIn(provider, 'carol', { scope: 'openid email' });
    expect((await userInfo(provider, body['access_token'])).body).toEqual({
      sub: 'carol',
      email: 'c@example.com',
      groups: ['admin'],
    });
    const [, payload = ''] = String(body['id_token']).split('.');
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    expect(claims).toMatchObject({ sub: 'carol', iss: provider.issuer, groups: ['admin'] });
  });

  it('answers with state and its issuer, and with access_denied when the user cancels', async () => {
    const provider = await start();
    const browser = new Browser();
    const page = await browser.open(begin(provider).url);
    const back = await browser.follow(await browser.clickCancel(page), { until: 'http://localhost:9/' });
    expect(parametersOf(back)).toEqual({
      tab: '1',
      error: 'access_denied',
      error_description: 'The user cancelled the sign-in',
      state: 'the state',
      iss: provider.issuer,
    });
  });

  it('posts the response with response_mode=form_post', async () => {
    const provider = await start();
    const browser = new Browser();
    const { url } = begin(provider, { response_mode: 'form_post' });
    const page = await browser.signInAt(url, 'alice', { scripts: false });
    expect(page.text).toContain(`action="${REDIRECT_URI}"`);
    expect(page.text).toMatch(/name="code" value="[\w-]+"/);
  });

  it('accepts the secret in the header, too, and no other secret', async () => {
    const provider = await start({ clientSecret: 'a secret-with:/+=&%' });
    const { url, verifier } = begin(provider);
    const { code = '' } = parametersOf(await new Browser().signInAt(url, 'alice', { until: 'http://localhost:9/' }));
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT_URI,
      code_verifier: verifier,
    };
    const basic = (secret: string) => ({
      authorization: `Basic ${Buffer.from(`demo:${encodeURIComponent(secret)}`).toString('base64')}`,
    });
    expect((await post(`${provider.issuer}/token`, form, basic('wrong'))).status).toBe(401);
    expect((await post(`${provider.issuer}/token`, form, basic(provider.clientSecret))).status).toBe(200);
  });

  it('requires PKCE with S256', async () => {
    const provider = await start();
    for (const parameters of [{ code_challenge: '', code_challenge_method: '' }, { code_challenge_method: 'plain' }]) {
      const page = await new Browser().open(begin(provider, parameters).url, {
        until: 'http://localhost:9/',
      });
      expect(parametersOf(page)).toMatchObject({ error: 'invalid_request' });
    }
  });

  it('accepts local and listed redirect URIs, and no others', async () => {
    const provider = await start({ redirectUris: ['https://app.example/redirect'] });
    const answer = async (uri: string) => (await new Browser().open(begin(provider, { redirect_uri: uri }).url)).status;
    for (const uri of [
      'http://127.0.0.1:1/x',
      'https://[::1]/',
      'http://localhost/a?b=c',
      'https://app.example/redirect',
    ]) {
      expect([uri, await answer(uri)]).toEqual([uri, 200]);
    }
    const refused = [
      'https://app.example/other',
      'http://localhost.evil.example/',
      'http://localhost@evil.example/',
      'http://user@localhost/',
      'ftp://localhost/',
      'http://localhost/#a',
    ];
    for (const uri of refused) expect([uri, await answer(uri)]).toEqual([uri, 400]);
  });
});

describe('a session at the provider', () => {
  it('signs in again without a page, and shows it for prompt=login, consent and select_account', async () => {
    const provider = await start();
    const browser = new Browser();
    await signIn(provider, 'alice', {}, browser);
    for (const parameters of [{}, { prompt: 'none' }, { scope: 'openid phone' }]) {
      const silent = await browser.open(begin(provider, parameters).url, { until: 'http://localhost:9/' });
      expect(parametersOf(silent)).toHaveProperty('code');
    }
    for (const prompt of ['login', 'select_account', 'consent', 'login consent']) {
      const page = await browser.open(begin(provider, { prompt }).url, { until: 'http://localhost:9/' });
      const back = await browser.follow(await browser.clickUser(page, 'alice'), {
        until: 'http://localhost:9/',
      });
      expect([prompt, Object.keys(parametersOf(back))]).toEqual([prompt, ['tab', 'code', 'state', 'iss']]);
    }
  });

  it('answers prompt=none with login_required when there is none', async () => {
    const page = await new Browser().open(begin(await start(), { prompt: 'none' }).url, {
      until: 'http://localhost:9/',
    });
    expect(parametersOf(page)).toMatchObject({ error: 'login_required' });
  });

  it('changes to another user', async () => {
    const provider = await start();
    const browser = new Browser();
    await signIn(provider, 'alice', {}, browser);
    const { body } = await signIn(provider, 'bob', { prompt: 'select_account' }, browser);
    expect((await userInfo(provider, body['access_token'])).body).toMatchObject({ sub: 'bob' });
  });

  it('ends by RP-initiated logout, which returns with the state', async () => {
    const provider = await start();
    const { browser, body } = await signIn(provider, 'alice');
    const query = new URLSearchParams({
      id_token_hint: String(body['id_token']),
      post_logout_redirect_uri: 'http://localhost:9/bye',
      state: 'st',
    });
    const page = await browser.open(`${provider.issuer}/session/end?${query}`);
    expect(page.text).not.toMatch(/<script/i);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(buttons(page).map(({ form, name }) => [form, name])).toEqual([
      ['op.logoutForm', 'logout'],
      ['op.logoutForm', undefined],
    ]);
    const back = await browser.submit(page, { logout: 'yes' });
    expect(back.location).toBe('http://localhost:9/bye?state=st');
    const again = await browser.open(begin(provider).url, { until: 'http://localhost:9/' });
    expect(again.text).toContain('Sign in as');
    expect((await userInfo(provider, body['access_token'])).status).toBe(401);
  });

  it('says that the user is signed out if there is no URL to return to', async () => {
    const provider = await start();
    const { browser } = await signIn(provider, 'alice');
    const page = await browser.open(`${provider.issuer}/session/end`);
    const done = await browser.follow(await browser.submit(page, { logout: 'yes' }));
    expect(done.text).toContain('You are signed out');
  });

  it('stays when the user cancels the sign-out', async () => {
    const provider = await start();
    const { browser } = await signIn(provider, 'alice');
    const query = new URLSearchParams({
      client_id: 'demo',
      post_logout_redirect_uri: 'http://localhost:9/bye',
    });
    const back = await browser.submit(await browser.open(`${provider.issuer}/session/end?${query}`));
    expect(back.location).toBe('http://localhost:9/bye');
    const silent = await browser.open(begin(provider, { prompt: 'none' }).url, {
      until: 'http://localhost:9/',
    });
    expect(parametersOf(silent)).toHaveProperty('code');
  });

  it('refuses to return elsewhere', async () => {
    const provider = await start({ postLogoutRedirectUris: ['https://app.example/bye'] });
    const answer = async (uri: string) => {
      const query = new URLSearchParams({ client_id: 'demo', post_logout_redirect_uri: uri });
      return (await new Browser().get(`${provider.issuer}/session/end?${query}`)).status;
    };
    expect(await answer('https://app.example/bye')).toBe(200);
    expect(await answer('https://evil.example/')).toBe(400);
  });
});

describe('tokens', () => {
  it('come with a refresh token for offline_access, which can be used once', async () => {
    const provider = await start();
    const { body: first } = await signIn(provider, 'alice', { scope: 'openid email offline_access' });
    const { status, body: second } = await refresh(provider, first['refresh_token']);
    expect(status).toBe(200);
    expect(second['refresh_token']).not.toBe(first['refresh_token']);
    expect(second['access_token']).not.toBe(first['access_token']);
    expect((await userInfo(provider, second['access_token'])).status).toBe(200);
    expect(await refresh(provider, first['refresh_token'])).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    // A reused refresh token looks stolen, so the provider revokes the whole family.
    expect(await refresh(provider, second['refresh_token'])).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
  });

  it('outlive a sign-out at the provider with offline_access', async () => {
    const provider = await start();
    const { browser, body } = await signIn(provider, 'alice', { scope: 'openid offline_access' });
    await browser.follow(await browser.submit(await browser.open(`${provider.issuer}/session/end`), { logout: 'yes' }));
    expect((await refresh(provider, body['refresh_token'])).status).toBe(200);
  });

  it('come with a refresh token for a pushed request, too', async () => {
    const provider = await start({ par: true });
    const { url, verifier } = begin(provider, { scope: 'openid offline_access' });
    const pushed = await post(`${provider.issuer}/request`, {
      ...Object.fromEntries(new URL(url).searchParams),
      ...credentials(provider),
    });
    const query = new URLSearchParams({ client_id: 'demo', request_uri: String(pushed.body['request_uri']) });
    const back = await new Browser().signInAt(`${provider.issuer}/auth?${query}`, 'bob', {
      until: 'http://localhost:9/',
    });
    const form = {
      grant_type: 'authorization_code',
      code: String(parametersOf(back)['code']),
      redirect_uri: REDIRECT_URI,
      code_verifier: verifier,
    };
    const { body } = await post(`${provider.issuer}/token`, { ...form, ...credentials(provider) });
    expect(body).toHaveProperty('refresh_token');
  });

  it('live as long as accessTokenTtl says', async () => {
    const provider = await start({ accessTokenTtl: 1 });
    const { body } = await signIn(provider, 'alice');
    expect(body['expires_in']).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 2100));
    expect((await userInfo(provider, body['access_token'])).status).toBe(401);
  });

  it('are revoked on demand', async () => {
    const provider = await start();
    const { body } = await signIn(provider, 'alice');
    const token = String(body['access_token']);
    expect((await post(`${provider.issuer}/token/revocation`, { token, ...credentials(provider) })).status).toBe(200);
    expect((await userInfo(provider, token)).status).toBe(401);
  });
});

describe('the test browser', () => {
  let server: Server;
  let port: number;

  /** Answers with the request's headers; `?to=` redirects with `?status=`, `?set=` sets a cookie, `?policy=` a referrer policy. */
  beforeEach(async () => {
    server = createHttpServer((req, res) => {
      const query = new URL(req.url ?? '/', 'http://localhost').searchParams;
      if (query.has('set')) res.appendHeader('set-cookie', query.getAll('set'));
      if (query.has('policy')) res.setHeader('referrer-policy', query.get('policy') ?? '');
      if (req.url?.startsWith('/again')) res.writeHead(302, { location: '/again' });
      else if (query.has('to')) res.writeHead(Number(query.get('status') ?? 303), { location: query.get('to') ?? '' });
      res.end(JSON.stringify({ ...req.headers, method: req.method }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });

  afterEach(() => {
    server.close();
  });

  /** The same server at two sites. */
  const local = (query: Record<string, string> = {}) => `http://localhost:${port}/?${new URLSearchParams(query)}`;
  const other = (query: Record<string, string> = {}) => `http://127.0.0.1:${port}/?${new URLSearchParams(query)}`;
  const sent = (page: Page) => JSON.parse(page.text) as IncomingHttpHeaders & { method: string };

  it('keeps Secure and __Host- cookies on http://localhost, and drops what a browser drops', async () => {
    const browser = new Browser();
    await browser.get(local({ set: '__Host-a=1; Path=/; Secure; HttpOnly' }));
    await browser.get(local({ set: 'b=2; Secure' }));
    await browser.get(local({ set: '__Host-c=3; Path=/sub; Secure' }));
    await browser.get(local({ set: '__Host-d=4; Path=/' }));
    expect(
      sent(await browser.get(local()))
        .cookie?.split('; ')
        .toSorted(),
    ).toEqual(['__Host-a=1', 'b=2']);
    expect(sent(await browser.get(other())).cookie).toBeUndefined();
  });

  it('sends SameSite cookies as a browser does', async () => {
    const browser = new Browser();
    for (const [name, value] of [
      ['strict', 'Strict'],
      ['lax', 'Lax'],
      ['none', 'None; Secure'],
    ]) {
      await browser.get(local({ set: `${name}=1; SameSite=${value}` }));
    }
    const names = (page: Page) => sent(page).cookie?.split('; ').toSorted();
    const from = await browser.get(other());
    expect(names(await browser.get(local()))).toEqual(['lax=1', 'none=1', 'strict=1']);
    expect(names(await browser.get(local(), { from }))).toEqual(['lax=1', 'none=1']);
    expect(names(await browser.post(local(), {}, { from }))).toEqual(['none=1']);
    expect(names(await browser.follow(await browser.post(other({ to: local() }), {}, { from })))).toEqual([
      'lax=1',
      'none=1',
    ]);
  });

  it('sends Sec-Fetch headers about the origin of a navigation', async () => {
    const browser = new Browser();
    const typed = await browser.get(local());
    expect(sent(typed)).toMatchObject({
      'sec-fetch-site': 'none',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
      'sec-fetch-user': '?1',
    });
    const site = async (url: string, from: Page) => sent(await browser.open(url, { from }))['sec-fetch-site'];
    expect(await site(local(), typed)).toBe('same-origin');
    expect(await site(other(), typed)).toBe('cross-site');
    expect(await site(other({ to: local() }), typed)).toBe('cross-site');
    expect(await site(local(), { ...typed, url: 'http://localhost:1/' })).toBe('same-site');
    expect(await site(local(), { ...typed, url: 'https://localhost:1/' })).toBe('cross-site');
    expect(sent(await browser.open(local({ to: other() })))['sec-fetch-site']).toBe('none');
    expect(
      sent(await browser.get(local(), { headers: { 'sec-fetch-mode': 'cors', 'sec-fetch-user': undefined } })),
    ).not.toHaveProperty('sec-fetch-user');
  });

  it('sends the Origin of a form, null from a page without referrers', async () => {
    const browser = new Browser();
    const open = await browser.get(local());
    expect(sent(await browser.post(other(), {}))).toMatchObject({
      origin: `http://localhost:${port}`,
      method: 'POST',
    });
    expect(
      sent(await browser.follow(await browser.post(other({ to: local(), status: '307' }), {}, { from: open }))),
    ).toMatchObject({ origin: 'null', method: 'POST' });
    expect(
      sent(await browser.follow(await browser.post(local({ to: local() }), {}, { from: open }))),
    ).not.toHaveProperty('origin');
    const closed = await browser.get(local({ policy: 'no-referrer' }));
    expect(sent(await browser.post(local(), {}, { from: closed })).origin).toBe('null');
  });

  it('gives up after 20 redirects', async () => {
    const browser = new Browser();
    await expect(browser.open(local({ to: 'again' }))).rejects.toThrow(/More than 20 redirects/);
  });
});

async function freePort(): Promise<number> {
  const provider = await developmentProvider({ port: 0 });
  await provider.close();
  return Number(new URL(provider.issuer).port);
}
