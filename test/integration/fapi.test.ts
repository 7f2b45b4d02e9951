import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { requireUser } from '../../src/index.js';
import type { OAuthOptions, OidcOptions } from '../../src/index.js';
import { MemoryRecords } from '../../src/records/memory-records.js';
import { Browser } from '../support/browser.js';
import type { Page } from '../support/browser.js';
import { recordRequests, streamOf } from '../support/api-app.js';
import type { Received } from '../support/api-app.js';
import { freePort } from '../support/free-port.js';
import { serve } from '../support/serve.js';
import type { SignInApp } from '../support/sign-in-app.js';
import { signInStrictly, startStrictProvider } from '../support/strict-provider.js';
import { useForAll } from '../support/use.js';
import { useApps } from '../support/use-app.js';

const SECRET = 'a secret that the other clients have';
const ours = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const theirs = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const edwards = generateKeyPairSync('ed25519');
const edwardsKey = { ...edwards.privateKey.export({ format: 'jwk' }), alg: 'EdDSA', kid: 'our other key' };
const privateKey = { ...ours.privateKey.export({ format: 'jwk' }), alg: 'ES256', kid: 'our key' };

/** A request of the app to the provider. */
interface Sent {
  path: string;
  headers: Headers;
  form: URLSearchParams;
}

let port: number;
let app: SignInApp;
let browser: Browser;
let sent: Sent[];
let clock: number;

/** A certified provider with all these features on, and a client for each way to use them. */
const provider = useForAll(async () => {
  port = await freePort();
  const common = {
    redirect_uris: [`http://localhost:${port}/redirect`],
    grant_types: ['authorization_code', 'refresh_token'],
    id_token_signed_response_alg: 'ES256',
    authorization_signed_response_alg: 'ES256',
  };
  const jwks = { keys: [{ ...ours.publicKey.export({ format: 'jwk' }), alg: 'ES256', kid: 'our key', use: 'sig' }] };
  const byKey = { ...common, token_endpoint_auth_method: 'private_key_jwt', jwks };
  return startStrictProvider(
    {
      clients: [
        {
          ...byKey,
          client_id: 'fapi2',
          dpop_bound_access_tokens: true,
          require_pushed_authorization_requests: true,
        },
        {
          ...byKey,
          client_id: 'message-signing',
          dpop_bound_access_tokens: true,
          require_signed_request_object: true,
          request_object_signing_alg: 'ES256',
        },
        {
          ...common,
          client_id: 'edwards',
          token_endpoint_auth_method: 'private_key_jwt',
          token_endpoint_auth_signing_alg: 'EdDSA',
          request_object_signing_alg: 'EdDSA',
          jwks: {
            keys: [{ ...edwards.publicKey.export({ format: 'jwk' }), alg: 'EdDSA', kid: 'our other key', use: 'sig' }],
          },
          dpop_bound_access_tokens: true,
        },
        { ...common, client_id: 'plain', client_secret: SECRET },
        { ...common, client_id: 'public', token_endpoint_auth_method: 'none', dpop_bound_access_tokens: true },
      ],
      jwks: { keys: [{ ...theirs.privateKey.export({ format: 'jwk' }), alg: 'ES256', kid: 'theirs', use: 'sig' }] },
      clientAuthMethods: ['client_secret_basic', 'private_key_jwt', 'none'],
      enabledJWA: {
        clientAuthSigningAlgValues: ['ES256', 'EdDSA'],
        idTokenSigningAlgValues: ['ES256'],
        authorizationSigningAlgValues: ['ES256'],
        requestObjectSigningAlgValues: ['ES256', 'EdDSA'],
        dPoPSigningAlgValues: ['ES256', 'Ed25519', 'EdDSA', 'PS256'],
      },
      features: {
        fapi: { enabled: true, profile: '2.0' },
        pushedAuthorizationRequests: { enabled: true },
        requestObjects: { enabled: true },
        jwtResponseModes: { enabled: true },
      },
    },
    { dpopNonces: true },
  );
});
const startApp = useApps(() => ({ client: { issuer: provider().issuer, clientId: 'plain' } }));

async function start(client: Partial<OidcOptions> & { clientId: string }, options: OAuthOptions = {}): Promise<void> {
  sent = [];
  clock = Date.now();
  browser = new Browser();
  app = await startApp({
    port,
    client: {
      issuer: provider().issuer,
      scope: 'openid offline_access',
      authorizationParams: { prompt: 'consent' },
      fetch: recordRequest,
      ...client,
    },
    options: { clock: () => clock, ...options },
    routes: (server) => {
      server.get('/call', async (req, res) => {
        const answer = await requireUser(req).fetch(`${provider().issuer}/me?and=query`);
        res.status(answer.status).json(await answer.json());
      });
    },
  });
}

function recordRequest(url: string, init: RequestInit): Promise<Response> {
  const form = new URLSearchParams(init.body instanceof URLSearchParams ? init.body : undefined);
  sent.push({ path: new URL(url).pathname, headers: new Headers(init.headers), form });
  return fetch(url, init);
}

const signIn = (): Promise<Page> => signInStrictly(browser, `${app.url}/me`, 'ada');
/** How many RSA keys were created since. */
function watchRsaKeys(): () => number {
  const spy = jest.spyOn(crypto.subtle, 'generateKey');
  spy.mockClear();
  return () => spy.mock.calls.filter(([algorithm]) => JSON.stringify(algorithm).includes('RSA')).length;
}

const sentTo = (path: string): Sent[] => sent.filter((request) => request.path === path);
const nonceOf = (proof: unknown): unknown => decodeJwt(String(proof))['nonce'];
const proofs = (): ReturnType<typeof decodeJwt>[] =>
  sent.flatMap(({ headers }) => headers.get('dpop') ?? []).map((proof) => decodeJwt(proof));

describe('FAPI 2.0 in one line', () => {
  it('signs in with pushed requests, a client key, tokens bound to another key, and the nonces of the provider', async () => {
    await start({ clientId: 'fapi2', privateKey, profile: 'fapi2' });
    expect((await signIn()).text).toContain('"ident":"oidc:ada"');
    const assertions = sent.flatMap(({ form }) => form.get('client_assertion') ?? []).map((jwt) => decodeJwt(jwt));
    // The audience is the issuer alone, as a string. No assertion is sent twice, not even when only the nonce was missing.
    expect(assertions.map(({ aud }) => aud)).toEqual(assertions.map(() => provider().issuer));
    expect(new Set(assertions.map(({ jti }) => jti)).size).toBe(assertions.length);
    expect(new Set(proofs().map(({ jti }) => jti)).size).toBe(proofs().length);
    // Only the very first proof has no nonce.
    expect(proofs().filter(({ nonce }) => nonce === undefined)).toHaveLength(1);
    expect(sentTo('/token')[0]?.headers.get('dpop')).toBeTruthy();
  });

  it('calls the API with the token and its proof, and renews the token with the same key, which the session keeps', async () => {
    await start({ clientId: 'fapi2', privateKey, profile: 'fapi2' });
    await signIn();
    const [{ headers: first } = { headers: new Headers() }] = sentTo('/token');
    sent = [];
    expect((await browser.get(`${app.url}/call`)).text).toContain('"sub":"ada"');
    expect(sentTo('/me').at(-1)?.headers.get('authorization')).toMatch(/^DPoP /);
    // Without its query (RFC 9449, section 4.2).
    expect(proofs().at(-1)).toMatchObject({ htm: 'GET', htu: `${provider().issuer}/me`, ath: expect.any(String) });
    clock += 3600_000;
    sent = [];
    expect((await browser.get(`${app.url}/call`)).text).toContain('"sub":"ada"');
    expect(sentTo('/token').at(-1)?.form.get('grant_type')).toBe('refresh_token');
    const keyOf = (headers: Headers) => decodeProtectedHeader(headers.get('dpop') ?? '').jwk;
    expect(keyOf(sentTo('/token').at(-1)?.headers ?? new Headers())).toEqual(keyOf(first));
  });

  it('has another key for each session', async () => {
    await start({ clientId: 'fapi2', privateKey, profile: 'fapi2' });
    await signIn();
    browser = new Browser();
    await signIn();
    const keys = sentTo('/token').map(({ headers }) => decodeProtectedHeader(headers.get('dpop') ?? '').jwk?.x);
    expect(new Set(keys).size).toBe(2);
  });

  it('signs its requests and takes signed responses, with two options more (Message Signing)', async () => {
    await start({
      clientId: 'message-signing',
      privateKey,
      profile: 'fapi2',
      signedRequests: true,
      responseMode: 'jwt',
    });
    expect((await signIn()).text).toContain('"ident":"oidc:ada"');
    const pushed = sentTo('/request').at(-1)?.form ?? new URLSearchParams();
    expect([...pushed.keys()]).not.toContain('redirect_uri');
    expect(decodeJwt(pushed.get('request') ?? '')).toMatchObject({ response_mode: 'jwt', aud: provider().issuer });
  });

  it('accepts a key for EdDSA, and signs with the registered algorithm name', async () => {
    await start({ clientId: 'edwards', privateKey: edwardsKey, profile: 'fapi2', signedRequests: true });
    expect((await signIn()).text).toContain('"ident":"oidc:ada"');
    const jwts = sent
      .flatMap(({ form }) => [form.get('client_assertion'), form.get('request')])
      .filter((jwt) => jwt !== null);
    expect(new Set(jwts.map((jwt) => decodeProtectedHeader(jwt).alg))).toEqual(new Set(['EdDSA']));
  });

  it('does not complete a login that began before the option with unbound tokens', async () => {
    const kept = { records: new MemoryRecords(() => clock), secret: 'a secret that both starts of the app have' };
    await start({ clientId: 'plain', clientSecret: SECRET }, kept);
    const begun = await browser.open(`${app.url}/me`);
    await app.close();
    const [inTheMiddle, signedOut] = [browser, app.url];
    await start({ clientId: 'plain', clientSecret: SECRET, dpop: true }, kept);
    const consent = await inTheMiddle.follow(await inTheMiddle.submit(begun, { login: 'ada', password: 'any' }));
    const { text } = await inTheMiddle.follow(await inTheMiddle.submit(consent));
    expect(text).toContain('ERR_OAUTH_STATE_UNKNOWN');
    expect((await inTheMiddle.get(`${signedOut}/`)).text).toBe('home nobody');
    expect(sentTo('/token')).toEqual([]);
  });

  it('reports at the first login everything that the provider lacks', async () => {
    await start({
      clientId: 'fapi2',
      privateKey,
      profile: 'fapi2',
      metadata: {
        pushed_authorization_request_endpoint: undefined,
        dpop_signing_alg_values_supported: ['RS256'],
        authorization_response_iss_parameter_supported: undefined,
        token_endpoint_auth_methods_supported: ['client_secret_basic'],
        id_token_signing_alg_values_supported: ['RS256'],
        code_challenge_methods_supported: ['plain'],
      },
    });
    const { text, status } = await browser.open(`${app.url}/me`);
    expect(status).toBe(500);
    expect(text).toContain('ERR_OAUTH_PROFILE');
    expect(text).toContain(
      'pushed_authorization_request_endpoint, dpop_signing_alg_values_supported, authorization_response_iss_parameter_supported, ' +
        'token_endpoint_auth_methods_supported, id_token_signing_alg_values_supported, code_challenge_methods_supported',
    );
  });
});

describe('one by one', () => {
  it.each<[name: string, client: Partial<OidcOptions> & { clientId: string }]>([
    ['bound tokens with a secret', { clientId: 'plain', clientSecret: SECRET, dpop: true }],
    ['bound tokens without a secret', { clientId: 'public', dpop: true }],
    ['bound tokens without pushed requests', { clientId: 'public', dpop: true, pushedAuthorizationRequests: false }],
    ['signed responses', { clientId: 'plain', clientSecret: SECRET, responseMode: 'jwt' }],
    ['signed responses by form', { clientId: 'plain', clientSecret: SECRET, responseMode: 'form_post.jwt' }],
    [
      'signed responses of one algorithm',
      { clientId: 'plain', clientSecret: SECRET, responseMode: 'jwt', authorizationSignedResponseAlg: 'ES256' },
    ],
    ['signed requests that are pushed', { clientId: 'message-signing', privateKey, signedRequests: true, dpop: true }],
    [
      'signed requests that are not pushed',
      {
        clientId: 'message-signing',
        privateKey,
        signedRequests: true,
        dpop: true,
        pushedAuthorizationRequests: false,
      },
    ],
  ])('%s', async (_name, client) => {
    await start(client);
    expect((await signIn()).text).toContain('"ident":"oidc:ada"');
    expect((await browser.get(`${app.url}/call`)).text).toContain('"sub":"ada"');
    clock += 3600_000;
    expect((await browser.get(`${app.url}/call`)).text).toContain('"sub":"ada"');
  });

  it('a code is bound to the key by its thumbprint, pushed or not (RFC 9449, section 10)', async () => {
    await start({ clientId: 'public', dpop: true, pushedAuthorizationRequests: false });
    const { location } = await browser.get(`${app.url}/login`);
    expect(new URL(location ?? '').searchParams.get('dpop_jkt')).toMatch(/^[\w-]{43}$/);
  });

  it.each([
    ['pushed', true],
    ['not pushed', false],
  ])('an RSA key is created for the response only, after a request that is %s', async (_how, pushes) => {
    const fixes = {
      metadata: (metadata: Record<string, unknown>) => ({ ...metadata, dpop_signing_alg_values_supported: ['PS256'] }),
    };
    const rsaKeys = watchRsaKeys();
    await start({ clientId: 'public', dpop: true, pushedAuthorizationRequests: pushes, fixes });
    for (let login = 0; login < 3; login += 1) {
      const { location } = await new Browser().get(`${app.url}/login`);
      expect(new URL(location ?? '').searchParams.has('dpop_jkt')).toBe(false);
    }
    for (const path of ['?code=x', '?state=x&code=x', `?state=${'a'.repeat(43)}&code=x`, '?error=access_denied'])
      await new Browser().get(`${app.url}/redirect${path}`);
    expect(sentTo('/request').map(({ form, headers }) => [form.has('dpop_jkt'), headers.has('dpop')])).toEqual(
      sentTo('/request').map(() => [false, false]),
    );
    expect(rsaKeys()).toBe(0);
    // A made-up code costs one key, which serves the next login.
    for (let forged = 0; forged < 3; forged += 1) {
      const forger = new Browser();
      const { location } = await forger.get(`${app.url}/login`);
      const parameters = pushes ? sentTo('/request').at(-1)?.form : new URL(location ?? '').searchParams;
      const response = { code: 'x', iss: provider().issuer, state: parameters?.get('state') ?? '' };
      await forger.get(`${app.url}/redirect?${new URLSearchParams(response)}`);
    }
    expect((await signIn()).text).toContain('"ident":"oidc:ada"');
    expect(rsaKeys()).toBe(1);
    const { alg, jwk } = decodeProtectedHeader(sentTo('/token').at(-1)?.headers.get('dpop') ?? '');
    expect([alg, jwk?.kty]).toEqual(['PS256', 'RSA']);
    expect((await browser.get(`${app.url}/call`)).text).toContain('"sub":"ada"');
    clock += 3600_000;
    expect((await browser.get(`${app.url}/call`)).text).toContain('"sub":"ada"');
    expect(rsaKeys()).toBe(1);
  });

  it('a signed request that is not pushed has the parameters that OpenID Connect requires, and the query of the endpoint once', async () => {
    await start({
      clientId: 'message-signing',
      privateKey,
      signedRequests: true,
      pushedAuthorizationRequests: false,
      metadata: { authorization_endpoint: `${provider().issuer}/auth?p=policy` },
    });
    const { location } = await browser.get(`${app.url}/login`);
    expect([...new URL(location ?? '').searchParams.keys()].toSorted()).toEqual([
      'client_id',
      'p',
      'request',
      'response_type',
      'scope',
    ]);
  });

  it('parameters with several values are a list in a signed request', async () => {
    await start({
      clientId: 'message-signing',
      privateKey,
      signedRequests: true,
      authorizationParams: { audience: ['one', 'two'] },
    });
    await browser.get(`${app.url}/login`);
    const { form } = sentTo('/request').at(-1) ?? { form: new URLSearchParams() };
    expect(decodeJwt(form.get('request') ?? '')['audience']).toEqual(['one', 'two']);
  });

  it.each<[lacking: string, asked: string, client: Partial<OidcOptions>]>([
    ['dpop_signing_alg_values_supported', 'bound tokens', { dpop: true }],
    ['response_modes_supported', 'signed responses', { responseMode: 'jwt' }],
    ['response_modes_supported', 'signed responses by form', { responseMode: 'form_post.jwt' }],
    ['request_object_signing_alg_values_supported', 'signed requests', { privateKey, signedRequests: true }],
  ])('the first login reports a provider without %s, if the client requires %s', async (lacking, _asked, client) => {
    await start({ clientId: 'plain', ...client, metadata: { [lacking]: undefined } });
    expect((await browser.open(`${app.url}/me`)).text).toContain(lacking);
  });

  describe('an API that wants a nonce', () => {
    const asked: Received[] = [];
    const api = useForAll(() => {
      const note = recordRequests(asked, ({ headers }) => (nonceOf(headers['dpop']) === 'its own' ? 200 : 401));
      return serve((req, res) => {
        res.setHeader('dpop-nonce', 'its own');
        res.setHeader('www-authenticate', 'DPoP error="use_dpop_nonce"');
        void note(req, res);
      });
    });

    it('gets one for the groups of a user', async () => {
      asked.length = 0;
      const groups = { endpoint: `${api().url}/groups` };
      await start({ clientId: 'plain', clientSecret: SECRET, dpop: true, groups });
      expect((await signIn()).text).toContain('"ident":"oidc:ada"');
      expect(asked.map(({ headers }) => [headers.authorization?.slice(0, 5), nonceOf(headers['dpop'])])).toEqual([
        ['DPoP ', undefined],
        ['DPoP ', 'its own'],
      ]);
    });

    it('gets no second stream, and its token does not count as refused', async () => {
      asked.length = 0;
      await start({ clientId: 'plain', clientSecret: SECRET, dpop: true, apiOrigins: [api().url] });
      app.app.get('/stream', async (req, res) => {
        const body = streamOf(() => [Buffer.from('once')]);
        const { status } = await requireUser(req).fetch(`${api().url}/things`, { method: 'POST', body });
        res.json({ status });
      });
      await signIn();
      sent = [];
      expect((await browser.get(`${app.url}/stream`)).text).toBe('{"status":401}');
      expect(asked.map(({ body }) => body)).toEqual(['once']);
      expect(sentTo('/token')).toEqual([]);
      expect((await browser.get(`${app.url}/stream`)).text).toBe('{"status":200}');
    });
  });

  it('a session from before the option gets a bound token at its next renewal', async () => {
    const client = { clientId: 'plain', clientSecret: SECRET };
    const kept = { records: new MemoryRecords(() => clock), secret: 'a secret that both starts of the app have' };
    await start(client, kept);
    await signIn();
    await app.close();
    const signedIn = browser;
    await start({ ...client, dpop: true }, kept);
    expect((await signedIn.get(`${app.url}/call`)).text).toContain('"sub":"ada"');
    expect(sentTo('/me')[0]?.headers.get('authorization')).toMatch(/^Bearer /);
    clock += 3600_000;
    expect((await signedIn.get(`${app.url}/call`)).text).toContain('"sub":"ada"');
    expect(sentTo('/me').at(-1)?.headers.get('authorization')).toMatch(/^DPoP /);
  });
});
