import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { requireUser } from '../../src/index.js';
import type { OidcOptions } from '../../src/index.js';
import { Browser } from '../support/browser.js';
import { certificateFetch } from '../support/certificate-fetch.js';
import { makeAuthority, makeSelfSigned } from '../support/certificates.js';
import type { Authority, Certificate } from '../support/certificates.js';
import { freePort } from '../support/free-port.js';
import { startMutualTlsProvider } from '../support/mutual-tls-provider.js';
import type { MutualTlsProvider, MutualTlsSettings } from '../support/mutual-tls-provider.js';
import { startSignInApp } from '../support/sign-in-app.js';
import type { SignInApp } from '../support/sign-in-app.js';
import { signInStrictly } from '../support/strict-provider.js';
import { useEndAfterTest } from '../support/use.js';

/** A request of the app to the provider. */
interface Sent {
  origin: string;
  path: string;
  authorization: string | null;
  form: URLSearchParams;
}

const theirs = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ownKey = generateKeyPairSync('ec', { namedCurve: 'P-256' });

let ours: Authority;
let own: Certificate;
let ownSelfSigned: Certificate;
let server: Certificate;
const endAfterTest = useEndAfterTest();
let provider: MutualTlsProvider;
let app: SignInApp;
let browser: Browser;
let sent: Sent[];

beforeAll(async () => {
  ours = await makeAuthority();
  [server, own, ownSelfSigned] = await Promise.all([
    ours.issue('localhost'),
    ours.issue('our app'),
    makeSelfSigned('our app'),
  ]);
});

afterAll(() => ours.close());

/** Makes a `fetch` that trusts the provider, with or without a client certificate, and records the requests. */
function fetchWith(certificate?: Certificate): NonNullable<OidcOptions['fetch']> {
  const fetch = certificateFetch({ ca: ours.ca, ...certificate });
  return (url, init) => {
    const { origin, pathname: path } = new URL(url);
    const form = new URLSearchParams(init.body instanceof URLSearchParams ? init.body : undefined);
    sent.push({ origin, path, authorization: new Headers(init.headers).get('authorization'), form });
    return fetch(url, init);
  };
}

/** Starts the provider, and an app that authenticates there by this certificate. */
async function start(
  client: Partial<OidcOptions> & { certificate?: Certificate | undefined },
  settings: Partial<MutualTlsSettings> = {},
): Promise<void> {
  const port = await freePort();
  const { certificate, clientAuthentication = 'tls_client_auth', metadata, ...more } = client;
  const { publicKey, raw } = new X509Certificate(ownSelfSigned.cert);
  const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), x5c: [raw.toString('base64')] }] };
  const registered = {
    redirect_uris: [`http://localhost:${port}/redirect`],
    tls_client_certificate_bound_access_tokens: true,
    id_token_signed_response_alg: 'ES256',
  };
  const key = { ...theirs.privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' };
  const clients = [
    {
      ...registered,
      client_id: 'tls_client_auth',
      token_endpoint_auth_method: 'tls_client_auth',
      tls_client_auth_subject_dn: 'CN=our app',
    },
    {
      ...registered,
      client_id: 'self_signed_tls_client_auth',
      token_endpoint_auth_method: 'self_signed_tls_client_auth',
      jwks,
    },
    {
      ...registered,
      client_id: 'private_key_jwt',
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [{ ...ownKey.publicKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }] },
    },
  ];
  sent = [];
  browser = new Browser({ ca: ours.ca });
  provider = await startMutualTlsProvider({
    tls: { ...server, ca: ours.ca },
    trusted: true,
    aliases: true,
    configuration: {
      clients,
      jwks: { keys: [key] },
      enabledJWA: { idTokenSigningAlgValues: ['ES256'], clientAuthSigningAlgValues: ['ES256'] },
      clientAuthMethods: ['tls_client_auth', 'self_signed_tls_client_auth', 'private_key_jwt'],
      features: { fapi: { enabled: true, profile: '2.0' } },
    },
    ...settings,
  });
  endAfterTest(provider);
  app = endAfterTest(
    await startSignInApp({
      port,
      client: {
        issuer: provider.issuer,
        clientId: String(clientAuthentication),
        clientAuthentication,
        scope: 'openid',
        fetch: fetchWith(certificate),
        // Browsers have no certificate, so the pages are at the other port.
        metadata: { authorization_endpoint: `${provider.open}/auth`, ...metadata },
        ...more,
      },
      routes: (express) =>
        express.get('/token', async (req, res) => void res.json(await requireUser(req).introspect())),
    }),
  );
}

const signIn = async (): Promise<string> => (await signInStrictly(browser, `${app.url}/me`, 'ada')).text;

describe('mutual TLS (RFC 8705)', () => {
  it('a client authenticates by its certificate alone, at a provider that requires certificates everywhere', async () => {
    await start({ certificate: own }, { aliases: false });
    expect(await signIn()).toContain('"ident":"oidc:ada"');
    expect(new Set(sent.map(({ origin }) => origin))).toEqual(new Set([provider.mutual]));
    expect(sent.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/.well-known/openid-configuration', '/request', '/token', '/jwks', '/me']),
    );
    const token = sent.find(({ path }) => path === '/token');
    expect(token?.authorization).toBeNull();
    expect([...(token?.form.keys() ?? [])].toSorted()).toEqual([
      'client_id',
      'code',
      'code_verifier',
      'grant_type',
      'redirect_uri',
    ]);
    expect(token?.form.get('client_id')).toBe('tls_client_auth');
  });

  it('the client uses the endpoints for certificates of the metadata instead of the others', async () => {
    const fixed: string[] = [];
    const tokenResponse = (body: Record<string, unknown>) => {
      fixed.push(String(body['token_type']));
      return body;
    };
    await start({ certificate: own, fixes: { tokenResponse } });
    expect(await signIn()).toContain('"ident":"oidc:ada"');
    const { text } = await browser.get(`${app.url}/token`);
    // The token is bound to the certificate (section 3).
    const thumbprint = new X509Certificate(own.cert).fingerprint256.replaceAll(':', '');
    expect(JSON.parse(text)).toMatchObject({
      active: true,
      cnf: { 'x5t#S256': Buffer.from(thumbprint, 'hex').toString('base64url') },
    });
    const askedAt = (origin: string) => sent.filter((each) => each.origin === origin).map(({ path }) => path);
    expect(askedAt(provider.mutual)).toEqual(['/request', '/token', '/me', '/token/introspection']);
    expect(askedAt(provider.open)).toEqual(['/.well-known/openid-configuration', '/jwks']);
    expect(fixed).toEqual(['Bearer']);
  });

  it('FAPI 2.0 accepts a certificate instead of a key, and the tokens are bound to it', async () => {
    await start({ certificate: own, profile: 'fapi2' });
    expect(await signIn()).toContain('"ident":"oidc:ada"');
    expect(JSON.parse((await browser.get(`${app.url}/token`)).text)).toMatchObject({
      token_type: 'Bearer',
      cnf: { 'x5t#S256': expect.any(String) },
    });
  });

  it('tokens of a client that authenticates by a key are bound to its certificate, at the endpoints for certificates', async () => {
    await start({
      certificate: own,
      clientAuthentication: 'private_key_jwt',
      privateKey: { ...ownKey.privateKey.export({ format: 'jwk' }), alg: 'ES256' },
      profile: 'fapi2',
      certificateBoundTokens: true,
      // The metadata has this endpoint only in `mtls_endpoint_aliases`.
      metadata: { pushed_authorization_request_endpoint: undefined },
    });
    expect(await signIn()).toContain('"ident":"oidc:ada"');
    expect(JSON.parse((await browser.get(`${app.url}/token`)).text)).toMatchObject({
      cnf: { 'x5t#S256': expect.any(String) },
    });
    expect(sent.filter(({ origin }) => origin === provider.mutual).map(({ path }) => path)).toContain('/request');
  });

  it('FAPI 2.0 is refused with a provider that does not bind its tokens', async () => {
    await start({
      certificate: own,
      profile: 'fapi2',
      metadata: { tls_client_certificate_bound_access_tokens: undefined },
    });
    expect(await signIn()).toContain('needs: tls_client_certificate_bound_access_tokens');
  });

  it('a self-signed certificate authenticates the client that registered it', async () => {
    await start(
      { clientAuthentication: 'self_signed_tls_client_auth', certificate: ownSelfSigned },
      { trusted: false },
    );
    expect(await signIn()).toContain('"ident":"oidc:ada"');
  });

  it('an unregistered certificate authenticates nobody, whatever its name', async () => {
    await start(
      {
        clientAuthentication: 'self_signed_tls_client_auth',
        certificate: await makeSelfSigned('our app'),
        pushedAuthorizationRequests: false,
      },
      { trusted: false },
    );
    const text = await signIn();
    expect(text).toContain('ERR_OAUTH_TOKEN_ENDPOINT');
    expect(text).toContain('invalid_client');
    await expectSignedOut();
  });

  it.each<[name: string, certificate: () => Promise<Certificate | undefined>]>([
    ['without a certificate', async () => undefined],
    ['with a certificate of another authority', () => makeSelfSigned('our app')],
  ])('%s nobody is signed in', async (_name, certificate) => {
    await start({ certificate: await certificate(), pushedAuthorizationRequests: false });
    expect(await signIn()).toContain('ERR_OAUTH_UNREACHABLE');
    expect(sent.at(-1)).toMatchObject({ origin: provider.mutual, path: '/token' });
    await expectSignedOut();
  });

  it('with the certificate of another app nobody is signed in', async () => {
    await start({ certificate: await ours.issue('another app'), pushedAuthorizationRequests: false });
    expect(await signIn()).toContain('ERR_OAUTH_TOKEN_ENDPOINT');
    await expectSignedOut();
  });
});

async function expectSignedOut(): Promise<void> {
  expect((await browser.get(`${app.url}/`)).text).toBe('home nobody');
}
