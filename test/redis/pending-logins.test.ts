import { randomBytes, randomInt } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import express from 'express';
import { Redis } from 'ioredis';
import { oauth, oauth1, oauth2, oidc } from '../../src/index.js';
import type { Client, OAuth, OAuthOptions, OidcOptions } from '../../src/index.js';
import { Browser } from '../support/browser.js';
import { serve } from '../support/serve.js';
import type { Served } from '../support/serve.js';
import { useEndAfterTest, useForAll } from '../support/use.js';
import { useRedis } from '../support/use-redis.js';

const MOST_BYTES = 600;
const SECONDS = 15 * 60;

const redis = useRedis();
const endAfterTest = useEndAfterTest();

/** A provider that takes every pushed request, and gives temporary credentials. */
const provider = useForAll(async () => {
  const app = express();
  app.post('/par', (_req, res) => void res.status(201).json({ request_uri: 'urn:example:1', expires_in: 60 }));
  app.post('/temporary', (_req, res) => void res.send(TEMPORARY_CREDENTIALS));
  return serve(app);
});
const TEMPORARY_CREDENTIALS = 'oauth_token=temporary&oauth_token_secret=hidden&oauth_callback_confirmed=true';

function oidcClient(options: Partial<OidcOptions> = {}, metadata: Record<string, unknown> = {}): Client {
  const issuer = provider().url;
  return oidc({
    issuer,
    clientId: 'the-id-of-this-app-at-its-provider',
    metadata: {
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      dpop_signing_alg_values_supported: ['ES256'],
      ...metadata,
    },
    ...options,
  });
}

const clients: Record<string, () => Client> = {
  'OpenID Connect': () => oidcClient(),
  'OpenID Connect with 50 scopes of its own': () => oidcClient({ scope: scopes }),
  'OpenID Connect with a key for its tokens': () => oidcClient({ dpop: true }),
  'OpenID Connect with an Ed25519 key for its tokens': () =>
    oidcClient({ dpop: true }, { dpop_signing_alg_values_supported: ['Ed25519'] }),
  'OpenID Connect with a pushed request, and a key for its tokens': () =>
    oidcClient({ dpop: true }, { pushed_authorization_request_endpoint: `${provider().url}/par` }),
  'OpenID Connect with an age, and ten classes of which one is needed': () =>
    oidcClient({
      dpop: true,
      authorizationParams: {
        max_age: '3600',
        claims: JSON.stringify({ id_token: { acr: { essential: true, values: classes } } }),
      },
    }),
  'OAuth 2.0': () =>
    oauth2({
      name: 'a-name-of-thirty-two-characters-',
      clientId: 'x',
      authorizationEndpoint: `${provider().url}/auth`,
      tokenEndpoint: `${provider().url}/token`,
      scope: scopes,
    }),
  'OAuth 1.0a': () =>
    oauth1({
      name: 'signed',
      clientId: 'x',
      clientSecret: 'y',
      temporaryCredentialsEndpoint: `${provider().url}/temporary`,
      authorizationEndpoint: `${provider().url}/auth`,
      tokenCredentialsEndpoint: `${provider().url}/token`,
      userinfoEndpoint: `${provider().url}/me`,
    }),
};
const scopes = Array.from(
  { length: 50 },
  (_, at) => `https://provider.example/${at}/${randomBytes(9).toString('hex')}`,
).join(' ');
const classes = Array.from({ length: 10 }, (_, at) => `urn:example:${randomBytes(20).toString('hex')}:${at}`);

async function start(client: Client, options: OAuthOptions = {}): Promise<Served & { auth: OAuth }> {
  const app = express();
  const auth = oauth(app, client, {
    redis: redis().url,
    secret: 'a secret that is long enough for a test',
    ...options,
  });
  const served = await serve(app);
  return endAfterTest({
    ...served,
    auth,
    close: async () => {
      await served.close();
      auth.close();
    },
  });
}

/** Everything that is stored: bytes of keys and values, and the longest life in seconds. */
async function stored(): Promise<{ records: number; bytes: number; seconds: number }> {
  const connection = new Redis(redis().url);
  try {
    const keys = await connection.keys('*');
    const sizes = await Promise.all(keys.map(async (key) => key.length + (await connection.strlen(key))));
    const lives = await Promise.all(keys.map((key) => connection.ttl(key)));
    return { records: keys.length, bytes: sizes.reduce((sum, size) => sum + size, 0), seconds: Math.max(...lives) };
  } finally {
    connection.disconnect();
  }
}

it.each(Object.keys(clients))(
  'a pending login with %s takes at most 600 bytes beside its return path, for 15 minutes',
  async (name) => {
    const { url } = await start(clients[name]?.() as Client);
    const page = await new Browser().get(`${url}/login?returnTo=/me`);
    expect(page.location).toContain(`${provider().url}/auth`);
    const { records, bytes, seconds } = await stored();
    expect(records).toBe(1);
    expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
    expect(seconds).toBeGreaterThan(SECONDS - 10);
    expect(seconds).toBeLessThanOrEqual(SECONDS);
  },
);

it.each([
  ['of one letter', 'a'.repeat(1900)],
  ['of random letters', randomBytes(1425).toString('base64url')],
  ['of percent signs', '%20'.repeat(600)],
  [
    'with a query',
    `?${Array.from({ length: 70 }, () => `${randomBytes(6).toString('hex')}=${randomBytes(8).toString('hex')}`).join('&')}`,
  ],
])('a return path %s adds no more than its own length', async (_what, rest) => {
  const { url } = await start(oidcClient({ dpop: true }));
  await new Browser().get(`${url}/login?${new URLSearchParams({ returnTo: `/${rest}` })}`);
  const { records, bytes } = await stored();
  expect(records).toBe(1);
  expect(bytes - rest.length - 1).toBeLessThanOrEqual(MOST_BYTES);
});

it('a long address of the app takes no room where "baseUrl" states it', async () => {
  const { url } = await start(oidcClient({ dpop: true }), {
    baseUrl: `http://localhost:65000/${'a-part-of-the-path/'.repeat(20)}x`,
  });
  expect((await new Browser().get(`${url}/login`)).status).toBe(303);
  expect((await stored()).bytes).toBeLessThanOrEqual(MOST_BYTES);
});

it('a Host header that is longer than any host is refused, and leaves nothing behind', async () => {
  const { url } = await start(oidcClient());
  const page = await new Browser().get(`${url}/login`, { headers: { host: `${'a'.repeat(4000)}.example` } });
  expect(page.status).toBe(400);
  expect((await stored()).records).toBe(0);
});

/** Characters that no packing makes shorter. */
const ideographs = (count: number) =>
  Array.from({ length: count }, (_, at) => String.fromCharCode(0x4e00 + ((at * 7919 + randomInt(256)) % 20_000))).join(
    '',
  );

describe.each<[what: string, authorizationParams: Record<string, string>]>([
  ['any other', {}],
  ['any other without a page', { prompt: 'none', max_age: '3600' }],
])('a login that the provider begins leaves no more than %s', (_kind, authorizationParams) => {
  it.each<[what: string, hint: string]>([
    ['500 letters', 'a'.repeat(500)],
    ['500 ideographs', ideographs(500)],
    ['32 bytes', randomBytes(24).toString('base64url')],
    ['10 ideographs', ideographs(10)],
  ])('with a hint of %s', async (_what, login_hint) => {
    const { url } = await start(oidcClient({ dpop: true, authorizationParams }));
    const query = new URLSearchParams({ iss: provider().url, login_hint, target_link_uri: `${url}/me` });
    const page = await new Browser().get(`${url}/login?${query}`);
    expect(new URL(page.location ?? '').searchParams.get('login_hint')).toBe(login_hint);
    const { records, bytes } = await stored();
    expect(records).toBe(1);
    expect(bytes - '/me'.length).toBeLessThanOrEqual(MOST_BYTES);
  });
});
