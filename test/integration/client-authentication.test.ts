import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { OidcOptions } from '../../src/index.js';
import { Browser } from '../support/browser.js';
import { freePort } from '../support/free-port.js';
import { startSignInApp } from '../support/sign-in-app.js';
import { signInStrictly, startStrictProvider } from '../support/strict-provider.js';
import type { StrictProvider } from '../support/strict-provider.js';

/** Form encoding changes this secret. */
const SECRET = 'a secret/with+=&: and % in it, which nobody may see';
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const privateJwk = { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', kid: 'our key' };
const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();

let port: number;
let provider: StrictProvider;

/** A provider with one client for each method. It accepts no other method from that client. */
beforeAll(async () => {
  port = await freePort();
  const common = { client_secret: SECRET, redirect_uris: [`http://localhost:${port}/redirect`] };
  const registered = (method: string, more = {}) => ({
    ...common,
    client_id: method,
    token_endpoint_auth_method: method,
    ...more,
  });
  const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), alg: 'ES256', kid: 'our key', use: 'sig' }] };
  const { client_secret: _secret, ...withoutSecret } = common;
  provider = await startStrictProvider({
    clients: [
      registered('client_secret_basic'),
      registered('client_secret_post'),
      registered('client_secret_jwt'),
      { ...withoutSecret, client_id: 'private_key_jwt', token_endpoint_auth_method: 'private_key_jwt', jwks },
      { ...withoutSecret, client_id: 'none', token_endpoint_auth_method: 'none' },
    ],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt', 'none'],
    enabledJWA: { clientAuthSigningAlgValues: ['HS256', 'ES256'] },
  });
});

afterAll(() => provider.stop());

async function signIn(client: Omit<OidcOptions, 'issuer'>): Promise<string> {
  const app = await startSignInApp({ port, client: { issuer: provider.issuer, scope: 'openid', ...client } });
  try {
    return (await signInStrictly(new Browser(), `${app.url}/me`, 'ada')).text;
  } finally {
    await app.close();
  }
}

it.each<[name: string, client: Omit<OidcOptions, 'issuer'>]>([
  [
    'client_secret_basic',
    { clientId: 'client_secret_basic', clientSecret: SECRET, clientAuthentication: 'client_secret_basic' },
  ],
  ['client_secret_post', { clientId: 'client_secret_post', clientSecret: SECRET }],
  [
    'client_secret_jwt',
    { clientId: 'client_secret_jwt', clientSecret: SECRET, clientAuthentication: 'client_secret_jwt' },
  ],
  ['private_key_jwt with a JWK', { clientId: 'private_key_jwt', privateKey: privateJwk }],
  ['private_key_jwt with PEM', { clientId: 'private_key_jwt', privateKey: { pem, alg: 'ES256', kid: 'our key' } }],
  ['none', { clientId: 'none' }],
  [
    'a function',
    {
      clientId: 'client_secret_post',
      clientAuthentication: async ({ clientId, body }) => {
        body.set('client_id', clientId);
        body.set('client_secret', SECRET);
      },
    },
  ],
])('a client authenticates by %s', async (_name, client) => {
  expect(await signIn(client)).toContain('"ident":"oidc:ada"');
});

it('the provider refuses a wrong authentication method, and the error says what to check', async () => {
  const text = await signIn({
    clientId: 'private_key_jwt',
    clientSecret: SECRET,
  });
  // The request is pushed (RFC 9126), so the provider refuses it before it asks the user.
  expect(text).toContain('ERR_OAUTH_AUTHORIZATION_RESPONSE');
  expect(text).toContain('clientAuthentication');
  expect(text).not.toContain('a secret/with');
});

it.each<[name: string, client: Omit<OidcOptions, 'issuer'>]>([
  [
    'a function that throws',
    {
      clientId: 'none',
      clientAuthentication: () => {
        throw new Error('the key is locked away');
      },
    },
  ],
  [
    'a function that fails with the words of what it was given',
    {
      clientId: 'none',
      clientAuthentication({ body }) {
        throw new Error(`Refused to sign ${body} code_verifier=`);
      },
    },
  ],
  ['a key of another kind', { clientId: 'private_key_jwt', privateKey: { ...privateJwk, alg: 'RS256' } }],
  [
    'a PEM that is none',
    { clientId: 'private_key_jwt', privateKey: { pem: '-----BEGIN PRIVATE KEY-----', alg: 'ES256' } },
  ],
])('%s is an error of the app', async (_name, client) => {
  const text = await signIn(client);
  expect(text).toContain('ERR_OAUTH_HOOK');
  expect(text).not.toContain(String(privateJwk.d));
  expect(text).not.toContain('code_verifier=');
});
