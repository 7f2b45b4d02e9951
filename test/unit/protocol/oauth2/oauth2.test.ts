import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isOAuthError } from '../../../../src/index.js';
import { allTextOf, rejectionOf } from '../../caught.js';
import { REDIRECT_URI, startOAuth2Provider, STATE, TOKENS, VERIFIER } from './oauth2-provider.js';
import type { OAuth2Provider } from './oauth2-provider.js';

let provider: OAuth2Provider;

beforeEach(async () => {
  provider = await startOAuth2Provider();
});

afterEach(() => provider.close());

async function failure(...how: Parameters<OAuth2Provider['signIn']>): Promise<unknown> {
  const error = await rejectionOf(provider.signIn(...how));
  expect(isOAuthError(error)).toBe(true);
  expect(allTextOf(error)).not.toContain('tellNobody');
  return error;
}

describe('the authorization request', () => {
  const request = { state: STATE, redirectUri: REDIRECT_URI, scope: [], parameters: {} };

  it('has PKCE, state and our redirect URI, and remembers the verifier', async () => {
    const { url, pendingChecks } = await provider.client().authorize(request);
    const { code_challenge, ...rest } = Object.fromEntries(url.searchParams);
    expect(url.href.startsWith(`${provider.url}/authorize?`)).toBe(true);
    expect(code_challenge).toMatch(/^[\w-]{43}$/);
    expect(rest).toEqual({
      client_id: 'app',
      response_type: 'code',
      redirect_uri: REDIRECT_URI,
      scope: 'read:user user:email',
      state: STATE,
      code_challenge_method: 'S256',
    });
    expect(pendingChecks.codeVerifier).toMatch(/^[\w-]{43,128}$/);
    expect(url.href).not.toContain(pendingChecks.codeVerifier);
    expect(provider.asked).toEqual([]);
  });

  it('requests a scope with a comma in its name as it is, and remembers what was added to its own', async () => {
    const { url, pendingChecks } = await provider.client({ scope: 'a,b c' }).authorize({ ...request, scope: ['d'] });
    expect(url.searchParams.get('scope')).toBe('a,b c d');
    expect(pendingChecks.scope).toEqual(['d']);
  });

  it('is different each time', async () => {
    const client = provider.client();
    const starts = await Promise.all(Array.from({ length: 100 }, () => client.authorize(request)));
    expect(new Set(starts.map(({ pendingChecks }) => pendingChecks.codeVerifier)).size).toBe(100);
    expect(new Set(starts.map(({ url }) => url.searchParams.get('code_challenge'))).size).toBe(100);
  });

  it('accepts more scopes, once each, and more parameters, except those that this package sets', async () => {
    const parameters = {
      login_hint: 'ada',
      state: 'evil',
      redirect_uri: 'https://evil.example',
      code_challenge: 'x',
      code_challenge_method: 'plain',
      scope: 'all',
    };
    const { url } = await provider
      .client({ authorizationParams: { prompt: 'consent', login_hint: 'default' } })
      .authorize({ ...request, scope: ['repo', 'read:user'], parameters });
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      prompt: 'consent',
      login_hint: 'ada',
      state: STATE,
      redirect_uri: REDIRECT_URI,
      code_challenge_method: 'S256',
      scope: 'read:user user:email repo',
    });
    expect(url.searchParams.getAll('state')).toEqual([STATE]);
  });

  it('without a scope has no such parameter, rather than an empty one', async () => {
    const { url } = await provider.client({ scope: undefined }).authorize(request);
    expect(url.searchParams.has('scope')).toBe(false);
  });

  it('keeps the query of the endpoint', async () => {
    const { url } = await provider
      .client({ authorizationEndpoint: `${provider.url}/authorize?tenant=a` })
      .authorize(request);
    expect(url.searchParams.get('tenant')).toBe('a');
  });
});

describe('the token request', () => {
  it('has the code, the verifier and the same redirect URI, and nothing else', async () => {
    await provider.signIn();
    const [token, user] = provider.asked;
    expect([token?.path, token?.method, token?.headers.accept]).toEqual(['/token', 'POST', 'application/json']);
    expect(Object.fromEntries(token?.form ?? [])).toEqual({
      grant_type: 'authorization_code',
      code: 'tellNobody-code',
      redirect_uri: REDIRECT_URI,
      code_verifier: VERIFIER,
      client_id: 'app',
      client_secret: 'tellNobody-secret',
    });
    expect([user?.path, user?.method, user?.headers.authorization, user?.headers.accept]).toEqual([
      '/user',
      'GET',
      `Bearer ${TOKENS.access_token}`,
      'application/json',
    ]);
    expect(provider.asked).toHaveLength(2);
  });

  it('authenticates by Basic when that is chosen, form-encoded as RFC 6749 says', async () => {
    await provider.signIn({ clientId: 'a:b', clientSecret: 'p%s w', clientAuthentication: 'client_secret_basic' });
    const [token] = provider.asked;
    expect(Buffer.from(token?.headers.authorization?.slice('Basic '.length) ?? '', 'base64').toString()).toBe(
      'a%3Ab:p%25s+w',
    );
    expect(token?.form.has('client_secret')).toBe(false);
  });

  it.each([{ clientSecret: undefined }, { clientAuthentication: 'none' as const }])(
    'of a public client has no secret: %j',
    async (options) => {
      await provider.signIn(options);
      const [token] = provider.asked;
      expect(token?.form.get('client_id')).toBe('app');
      expect(token?.form.has('client_secret')).toBe(false);
      expect(token?.headers.authorization).toBeUndefined();
    },
  );
});

describe('the authorization response', () => {
  it.each<[what: string, parameters: Record<string, string>]>([
    ['another state', { code: 'tellNobody-code', state: 'x'.repeat(43) }],
    ['no state', { code: 'tellNobody-code' }],
    ['an empty code', { state: STATE, code: '' }],
  ])('with %s is refused before any request', async (_what, parameters) => {
    expect(await failure({}, parameters)).toMatchObject({ name: 'CallbackError', status: 400 });
    expect(provider.asked).toEqual([]);
  });

  it('with neither a code nor an error is a cancellation', async () => {
    const error = await failure({}, { state: STATE });
    expect(error).toMatchObject({ name: 'ProviderError', code: 'ERR_OAUTH_ACCESS_DENIED', status: 403 });
    expect(error).toMatchObject({ cause: { message: expect.stringContaining('neither a code nor an error') } });
    expect(provider.asked).toEqual([]);
  });

  it.each([
    ['access_denied', 'ERR_OAUTH_ACCESS_DENIED', 403],
    ['server_error', 'ERR_OAUTH_AUTHORIZATION_RESPONSE', 502],
    ['<script>', 'ERR_OAUTH_AUTHORIZATION_RESPONSE', 502],
  ])('with the error %s becomes the matching error', async (error, code, status) => {
    const caught = await failure({}, { error, error_description: 'd'.repeat(5000), state: STATE });
    expect(caught).toMatchObject({
      name: 'ProviderError',
      code,
      status,
      error,
      client: 'plain',
      errorDescription: 'd'.repeat(300),
    });
    expect(provider.asked).toEqual([]);
  });

  it('with an issuer is accepted when none is known', async () => {
    await expect(
      provider.signIn({}, { code: 'c', state: STATE, iss: 'https://whoever.example' }),
    ).resolves.toMatchObject({ subject: 'ada' });
  });

  it.each<[what: string, iss: Record<string, string>]>([
    ['another', { iss: 'https://evil.example' }],
    ['no', {}],
    ['an empty', { iss: '' }],
    ['nearly the right', { iss: 'https://id.example/' }],
  ])('with %s issuer is refused when one is known', async (_what, iss) => {
    expect(
      await failure({ issuer: 'https://id.example' }, { code: 'tellNobody-code', state: STATE, ...iss }),
    ).toMatchObject({ name: 'CallbackError', code: 'ERR_OAUTH_ISSUER_MISMATCH' });
    expect(provider.asked).toEqual([]);
    await expect(
      provider.signIn({ issuer: 'https://id.example' }, { code: 'c', state: STATE, iss: 'https://id.example' }),
    ).resolves.toBeDefined();
  });
});

describe('a provider that is unreachable', () => {
  it('or silent, gives an error that quotes nothing of the request', async () => {
    await provider.close();
    expect(await failure()).toMatchObject({
      name: 'ProviderUnavailableError',
      code: 'ERR_OAUTH_UNREACHABLE',
      client: 'plain',
    });
    const silent = () =>
      new Promise<Response>((_, reject) => setTimeout(() => reject(new DOMException('tellNobody', 'TimeoutError')), 1));
    expect(await failure({ fetch: silent })).toMatchObject({ code: 'ERR_OAUTH_TIMEOUT', status: 504 });
  });
});
