import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { OAuthOptions, OidcOptions } from '../../src/index.js';
import { MemoryRecords } from '../../src/session/memory-records.js';
import { Browser } from '../support/browser.js';
import type { Page } from '../support/browser.js';
import { freePort } from '../support/free-port.js';
import { signInApp } from '../support/sign-in-app.js';
import type { SignInApp } from '../support/sign-in-app.js';
import { signInStrictly, startStrictProvider } from '../support/strict-provider.js';
import type { StrictProvider } from '../support/strict-provider.js';

const SECRET = 'a secret that the other clients have';
const ours = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const theirs = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const privateKey = { ...ours.privateKey.export({ format: 'jwk' }), alg: 'ES256', kid: 'our key' };

/** What the app sent to the provider. */
interface Sent {
  path: string;
  headers: Headers;
  form: URLSearchParams;
}

let port: number;
let provider: StrictProvider;
let app: SignInApp;
let browser: Browser;
let sent: Sent[];
let clock: number;

/** A certified provider with all of this turned on, and a client for each way to use it. */
beforeAll(async () => {
  port = await freePort();
  const common = {
    redirect_uris: [`http://localhost:${port}/redirect`],
    grant_types: ['authorization_code', 'refresh_token'],
    id_token_signed_response_alg: 'ES256',
    authorization_signed_response_alg: 'ES256',
  };
  const jwks = { keys: [{ ...ours.publicKey.export({ format: 'jwk' }), alg: 'ES256', kid: 'our key', use: 'sig' }] };
  const byKey = { ...common, token_endpoint_auth_method: 'private_key_jwt', jwks };
  provider = await startStrictProvider(
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
        { ...common, client_id: 'plain', client_secret: SECRET },
        { ...common, client_id: 'public', token_endpoint_auth_method: 'none', dpop_bound_access_tokens: true },
      ],
      jwks: { keys: [{ ...theirs.privateKey.export({ format: 'jwk' }), alg: 'ES256', kid: 'theirs', use: 'sig' }] },
      clientAuthMethods: ['client_secret_basic', 'private_key_jwt', 'none'],
      enabledJWA: {
        clientAuthSigningAlgValues: ['ES256'],
        idTokenSigningAlgValues: ['ES256'],
        authorizationSigningAlgValues: ['ES256'],
        requestObjectSigningAlgValues: ['ES256'],
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

afterAll(() => provider.stop());

afterEach(() => app.close());

async function start(client: Partial<OidcOptions> & { clientId: string }, options: OAuthOptions = {}): Promise<void> {
  sent = [];
  clock = Date.now();
  browser = new Browser();
  app = await signInApp({
    port,
    client: {
      issuer: provider.issuer,
      scope: 'openid offline_access',
      authorizationParams: { prompt: 'consent' },
      fetch: noting,
      ...client,
    },
    options: { clock: () => clock, ...options },
    routes: (server) => {
      server.get('/call', async (req, res) => {
        const answer = await req.auth.fetch(`${provider.issuer}/me?and=query`);
        res.status(answer.status).json(await answer.json());
      });
    },
  });
}

function noting(url: string, init: RequestInit): Promise<Response> {
  const form = new URLSearchParams(init.body instanceof URLSearchParams ? init.body : undefined);
  sent.push({ path: new URL(url).pathname, headers: new Headers(init.headers), form });
  return fetch(url, init);
}

const signIn = (): Promise<Page> => signInStrictly(browser, `${app.url}/me`, 'ada');
const sentTo = (path: string): Sent[] => sent.filter((request) => request.path === path);
const proofs = (): ReturnType<typeof decodeJwt>[] =>
  sent.flatMap(({ headers }) => headers.get('dpop') ?? []).map((proof) => decodeJwt(proof));

describe('FAPI 2.0 in one line', () => {
  it('signs in: pushed, by a key, with tokens that are bound to another one, and the nonces that the provider wants', async () => {
    await start({ clientId: 'fapi2', privateKey, profile: 'fapi2' });
    expect((await signIn()).text).toContain('"ident":"oidc:ada"');
    const assertions = sent.flatMap(({ form }) => form.get('client_assertion') ?? []).map((jwt) => decodeJwt(jwt));
    // The issuer alone, as a text; and no assertion serves twice, not even where only the nonce was missing.
    expect(assertions.map(({ aud }) => aud)).toEqual(assertions.map(() => provider.issuer));
    expect(new Set(assertions.map(({ jti }) => jti)).size).toBe(assertions.length);
    expect(new Set(proofs().map(({ jti }) => jti)).size).toBe(proofs().length);
    // Only the first one of all does not know a nonce.
    expect(proofs().filter(({ nonce }) => nonce === undefined)).toHaveLength(1);
    expect(sentTo('/token')[0]?.headers.get('dpop')).toBeTruthy();
  });

  it('calls the API with the token and its proof, renews it with the same key, and takes both along in the session', async () => {
    await start({ clientId: 'fapi2', privateKey, profile: 'fapi2' });
    await signIn();
    const [{ headers: first } = { headers: new Headers() }] = sentTo('/token');
    sent = [];
    expect((await browser.get(`${app.url}/call`)).text).toContain('"sub":"ada"');
    expect(sentTo('/me').at(-1)?.headers.get('authorization')).toMatch(/^DPoP /);
    // Without its query (RFC 9449, section 4.2).
    expect(proofs().at(-1)).toMatchObject({ htm: 'GET', htu: `${provider.issuer}/me`, ath: expect.any(String) });
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
    expect(decodeJwt(pushed.get('request') ?? '')).toMatchObject({ response_mode: 'jwt', aud: provider.issuer });
  });

  it('says at the first login what the provider lacks, all of it at once', async () => {
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

  it('parameters that stand in a request several times are a list in a signed one', async () => {
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
  ])(
    'a provider without %s is told of at the first login, where there should be %s',
    async (lacking, _asked, client) => {
      await start({ clientId: 'plain', ...client, metadata: { [lacking]: undefined } });
      expect((await browser.open(`${app.url}/me`)).text).toContain(lacking);
    },
  );

  it('a session that is older than the option gets a bound token at its next renewal', async () => {
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
