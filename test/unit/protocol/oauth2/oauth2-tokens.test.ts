import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isOAuthError } from '../../../../src/index.js';
import { allTextOf, rejectionOf } from '../../caught.js';
import { startOAuth2Provider, TOKENS } from './oauth2-provider.js';
import type { TokenRequest } from '../../../../src/index.js';
import type { OAuth2Provider } from './oauth2-provider.js';

let provider: OAuth2Provider;

beforeEach(async () => {
  provider = await startOAuth2Provider();
});

afterEach(() => provider.close());

async function failure(): Promise<unknown> {
  const error = await rejectionOf(provider.signIn());
  expect(isOAuthError(error)).toBe(true);
  expect(allTextOf(error)).not.toContain('tellNobody');
  return error;
}

describe('a token response', () => {
  it('gives the token set, with its expiry', async () => {
    provider.token = { body: { ...TOKENS, refresh_token: 'r', expires_in: 3600 } };
    const { tokens } = await provider.signIn({ clock: () => 1_000_000 });
    expect(tokens).toEqual({
      accessToken: TOKENS.access_token,
      tokenType: 'bearer',
      issuedAt: 1_000_000,
      refreshToken: 'r',
      expiresAt: 4_600_000,
    });
  });

  it('without an expiry gives a token set without one', async () => {
    expect((await provider.signIn({ clock: () => 5 })).tokens).toEqual({
      accessToken: TOKENS.access_token,
      tokenType: 'bearer',
      issuedAt: 5,
    });
  });

  it.each(['Bearer', 'BEARER', 'bearer'])('takes the type in any case: %s', async (token_type) => {
    provider.token = { body: { ...TOKENS, token_type } };
    expect((await provider.signIn()).tokens.tokenType).toBe('bearer');
  });

  it.each([
    ['a b', ['a', 'b']],
    ['a,b', ['a', 'b']],
    ['a, b,,c a', ['a', 'b', 'c']],
    ['', []],
    [' ', []],
  ])('gives the scopes of %p, however they are separated', async (scope, scopes) => {
    provider.token = { body: { ...TOKENS, scope } };
    expect((await provider.signIn()).scope).toEqual(scopes);
  });

  it('with an ID token that nobody requested is accepted without it', async () => {
    provider.token = { body: { ...TOKENS, id_token: 'e30.e30.c2ln' } };
    expect((await provider.signIn()).tokens).not.toHaveProperty('idToken');
  });

  it('that names no scope grants the requested one (RFC 6749, section 5.1)', async () => {
    provider.token = { body: { ...TOKENS, scope: undefined } };
    expect((await provider.signIn()).scope).toEqual(['read:user', 'user:email']);
  });

  it.each<[what: string, change: object]>([
    ['no access token', { access_token: undefined }],
    ['an empty access token', { access_token: '' }],
    ['an access token that is a number', { access_token: 5 }],
    ['no type', { token_type: undefined }],
    ['a type that was not asked for', { token_type: 'mac' }],
    ['a scope that is neither a text nor a list of texts', { scope: ['a', 7] }],
    ['a refresh token that is no text', { refresh_token: { a: 1 } }],
  ])('with %s is not usable', async (_what, change) => {
    provider.token = { body: { ...TOKENS, ...change } };
    expect(await failure()).toMatchObject({
      name: 'ProviderUnavailableError',
      code: 'ERR_OAUTH_BAD_RESPONSE',
      client: 'plain',
      status: 502,
    });
    expect(provider.asked).toHaveLength(1);
  });

  it.each([
    ['with a line break', 'tellNobody\r\nx-evil: 1'],
    ['with NUL', 'tellNobody\u0000'],
    ['beyond Latin-1', 'tellNobody-\u20AC'],
  ])(
    'with an access token that cannot be sent, %s, is not usable, and the error does not quote the token',
    async (_what, access_token) => {
      provider.token = { body: { ...TOKENS, access_token } };
      expect(await failure()).toMatchObject({ name: 'ProviderUnavailableError' });
    },
  );

  it.each<[what: string, type: string, body: string]>([
    ['a bare token, called JSON', 'application/json', 'tellNobody'],
    ['JSON that was cut off', 'application/json', '{"access_token":"tellNobody'],
    ['JSON with something behind it', 'application/json', '{"access_token":"tellNobody"}x'],
    [
      'JSON with a slip just behind the token',
      'application/json',
      '{"token_type":"bearer","access_token":"tellNobody" oops}',
    ],
    ['a page', 'text/html', '<html>tellNobody</html>'],
    ['a list', 'application/json', '["tellNobody"]'],
    ['null', 'application/json', 'null'],
    ['nothing', 'application/json', ''],
  ])('that is %s is not usable, and the error quotes nothing of it', async (_what, type, body) => {
    provider.token = { type, body };
    const error = await failure();
    expect(error).toMatchObject({ name: 'ProviderUnavailableError', code: 'ERR_OAUTH_BAD_RESPONSE' });
    // Not even the part that the message of a parser quotes.
    expect(allTextOf(error)).not.toMatch(/tellN|lNobody|access_tok/);
    expect(provider.asked).toHaveLength(1);
  });

  it.each([
    ['client_secret_basic', Buffer.from('app:a+secret%2F').toString('base64')],
    ['client_secret_basic_raw', Buffer.from('app:a secret/').toString('base64')],
  ] as const)('is asked for with %s', async (clientAuthentication, header) => {
    await provider.signIn({ clientSecret: 'a secret/', clientAuthentication });
    expect(provider.asked[0]?.headers.authorization).toBe(`Basic ${header}`);
    expect(provider.asked[0]?.form.has('client_secret')).toBe(false);
  });

  it.each(['application/x-www-form-urlencoded', 'text/plain', 'text/html', 'application/json'])(
    'may be form-encoded, with any content type: %s',
    async (type) => {
      provider.token = { type, body: 'access_token=tellNobody&token_type=bearer&expires_in=60&scope=a,b\n' };
      expect(await provider.signIn({ clock: () => 0 })).toMatchObject({
        scope: ['a', 'b'],
        tokens: { accessToken: 'tellNobody', tokenType: 'bearer', expiresAt: 60_000 },
      });
    },
  );

  it.each(['{"error":"bad_verification_code"}', 'error=bad_verification_code'])(
    'may be an error with status 200: %s',
    async (body) => {
      provider.token = { type: 'text/plain', body };
      expect(await failure()).toMatchObject({ name: 'ProviderError', error: 'bad_verification_code' });
    },
  );

  it('is corrected by the fixes of the app', async () => {
    provider.token = { body: { access_token: 'tellNobody', expires: 60, token_type: 'user' } };
    const fixes = {
      tokenRequest: ({ headers, body, url }: TokenRequest) => {
        headers.set('x-note', 'fixed');
        return { url, headers, body: JSON.stringify(Object.fromEntries(new URLSearchParams(body))) };
      },
      tokenResponse: ({ expires, ...body }: Record<string, unknown>) => ({
        ...body,
        expires_in: expires,
        token_type: 'bearer',
      }),
      userInfo: (body: Record<string, unknown>) => ({ sub: 'b', ...(body['data'] as object) }),
    };
    provider.user = { body: { data: { name: 'Ada' } } };
    const identity = await provider.signIn({ clock: () => 0, fixes });
    expect(identity).toMatchObject({ subject: 'b', info: { name: 'Ada' }, tokens: { expiresAt: 60_000 } });
    expect(provider.asked[0]?.headers['x-note']).toBe('fixed');
    expect([...(provider.asked[0]?.form.keys() ?? [])][0]).toContain('"grant_type":"authorization_code"');
  });

  it.each(['tokenRequest', 'tokenResponse', 'userInfo'])(
    'with a fix %s that throws is an error of the app',
    async (name) => {
      const fixes = {
        [name]: (given: unknown) => {
          throw new Error(`tellNobody ${JSON.stringify(given)}`);
        },
      };
      const error = await rejectionOf(provider.signIn({ fixes }));
      expect(error).toMatchObject({ code: 'ERR_OAUTH_HOOK', message: expect.stringContaining(`"${name}"`) });
      expect(allTextOf(error)).not.toContain('tellNobody');
    },
  );

  it.each([204, 302, 500, 503])('with status %i is no answer', async (status) => {
    provider.token = {
      status,
      body: status === 204 ? '' : TOKENS,
      headers: status === 302 ? { location: '/user' } : {},
    };
    expect(await failure()).toMatchObject({ name: 'ProviderUnavailableError' });
    expect(provider.asked).toHaveLength(1);
  });
});

describe('a refusal of the token endpoint', () => {
  it.each([200, 400, 401, 403])('with status %i is told in the words of the provider', async (status) => {
    provider.token = {
      status,
      body: {
        error: 'bad_verification_code',
        error_description: 'The code passed is incorrect or expired.',
        error_uri: 'https://docs.example',
      },
    };
    expect(await failure()).toMatchObject({
      name: 'ProviderError',
      code: 'ERR_OAUTH_TOKEN_ENDPOINT',
      status: 502,
      client: 'plain',
      error: 'bad_verification_code',
      errorDescription: 'The code passed is incorrect or expired.',
    });
    expect(provider.asked).toHaveLength(1);
  });

  it.each([
    ['invalid_client', /clientSecret/],
    ['invalid_grant', /code/],
    ['invalid_scope', /scope/i],
  ])('%s says what to do', async (error, hint) => {
    provider.token = { status: 400, body: { error } };
    expect(await failure()).toMatchObject({ error, hint: expect.stringMatching(hint) });
  });

  it('that quotes the secrets of the request is reported without them', async () => {
    provider.token = {
      status: 400,
      body: {
        error: 'invalid_grant',
        error_description:
          'code tellNobody-code of tellNobody-secret with tellNobody-verifier-vvvvvvvvvvvvvvvvvvvvvvvvvvvvvv',
      },
    };
    expect(await failure()).toMatchObject({ error: 'invalid_grant' });
  });

  it.each<[what: string, error_description: unknown]>([
    ['a number', 42],
    ['an object', { a: 1 }],
    ['a list', ['x']],
    ['null', null],
    ['true', true],
    ['very long', 'd'.repeat(100_000)],
  ])('whose description is %s is still a refusal', async (_what, error_description) => {
    for (const status of [200, 400]) {
      provider.token = { status, body: { error: 'invalid_grant', error_description } };
      expect(await failure()).toMatchObject({
        name: 'ProviderError',
        code: 'ERR_OAUTH_TOKEN_ENDPOINT',
        error: 'invalid_grant',
      });
    }
  });

  it('without an error code is not usable', async () => {
    for (const body of [{ error: 5 }, { error: null }, { error: { message: 'tellNobody' } }, {}]) {
      provider.token = { status: 400, body };
      expect(await failure()).toMatchObject({ name: 'ProviderUnavailableError', code: 'ERR_OAUTH_BAD_RESPONSE' });
    }
  });

  it('with a challenge is reported, whatever the challenge says', async () => {
    provider.token = {
      status: 401,
      headers: { 'www-authenticate': 'Basic realm="tellNobody"' },
      body: { error: 'invalid_client' },
    };
    expect(await failure()).toMatchObject({ client: 'plain', status: 502 });
  });
});
