import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isOAuthError } from '../../../../src/index.js';
import type { Client, OAuth2Options, TokenSet } from '../../../../src/index.js';
import { allTextOf, rejectionOf } from '../../caught.js';
import { startOAuth2Provider, TOKENS } from './oauth2-provider.js';
import type { OAuth2Provider } from './oauth2-provider.js';

const NOW = Date.UTC(2026, 10, 21, 12);
const SENT = 'tellNobody-sent';
const NEXT = 'tellNobody-next';
const BEFORE: TokenSet = { accessToken: 'tellNobody-old', tokenType: 'bearer', refreshToken: SENT, issuedAt: 0 };
const GOOD = { ...TOKENS, refresh_token: NEXT, expires_in: 3600 };
const GOOD_FORM = `access_token=a&token_type=bearer&refresh_token=${encodeURIComponent(`${NEXT}+/`)}`;

let provider: OAuth2Provider;

beforeEach(async () => {
  provider = await startOAuth2Provider();
});

afterEach(() => provider.close());

function refresh(answer: Partial<OAuth2Provider['token']>, options: Partial<OAuth2Options> = {}) {
  provider.token = { body: '', ...answer };
  const client: Client = provider.client({ clock: () => NOW, ...options });
  return client.refresh(BEFORE, 'ada');
}

const fail = (): never => {
  throw new Error('a bug in the app');
};

describe('an answer to a refresh that brings a new refresh token, and is of no other use,', () => {
  it.each<[what: string, answer: Partial<OAuth2Provider['token']>, options?: Partial<OAuth2Options>]>([
    ['without an access token', { body: { ...GOOD, access_token: undefined } }],
    ['with an access token that no header can carry', { body: { ...GOOD, access_token: 'a\nb' } }],
    ['of another token type', { body: { ...GOOD, token_type: 'mac' } }],
    ['with a scope that is no text', { body: { ...GOOD, scope: 7 } }],
    ['with status 202', { status: 202, body: GOOD }],
    ['cut off in its JSON', { body: JSON.stringify(GOOD).slice(0, -1) }],
    ['with text before its JSON', { body: `)]}'\n${JSON.stringify(GOOD)}` }],
    ['longer than a token response may be', { body: { ...GOOD, padding: 'x'.repeat(300_000) } }],
    ['larger than any answer may be', { body: { ...GOOD, padding: 'x'.repeat(1_100_000) } }],
    ['that a function of the option "fixes" fails at', { body: GOOD }, { fixes: { tokenResponse: fail } }],
    ['that is a form without an access token', { body: `token_type=bearer&refresh_token=${NEXT}` }],
  ])('%s: the call fails, and the new one is kept', async (_what, ...[answer, options]) => {
    const { tokens, error } = await refresh(answer, options);
    expect(tokens).toEqual({ ...BEFORE, refreshToken: NEXT });
    expect(isOAuthError(error)).toBe(true);
    expect(allTextOf(error)).not.toContain('tellNobody');
  });
});

it('a form with a new refresh token is read', async () => {
  const { tokens, error } = await refresh({ type: 'application/x-www-form-urlencoded', body: GOOD_FORM });
  expect([tokens.refreshToken, error]).toEqual([`${NEXT}+/`, undefined]);
});

describe('the refresh token is used up, and there is no other one,', () => {
  it.each<[what: string, answer: Partial<OAuth2Provider['token']>]>([
    ['after an empty answer', { body: '' }],
    ['after 204', { status: 204, body: '' }],
    ['after a text', { body: 'OK', type: 'text/plain' }],
    ['after a list', { body: [] }],
    ['after null', { body: 'null' }],
    ['after a new refresh token that is no text', { body: { ...GOOD, refresh_token: { a: 1 } } }],
    ['after JSON that ends in the new refresh token', { body: '{"access_token":"a","refresh_token":"tellNob' }],
  ])('%s', async (_what, answer) => {
    const { tokens, error } = await refresh(answer);
    const { refreshToken: _used, ...rest } = BEFORE;
    expect(tokens).toEqual({ ...rest, dead: true });
    expect(allTextOf(error)).not.toContain('tellNobody');
  });
});

describe('the refresh token can be sent again', () => {
  it.each<[what: string, answer: Partial<OAuth2Provider['token']>]>([
    ['after JSON without a refresh token', { body: {} }],
    ['after an empty new refresh token', { body: { ...GOOD, access_token: 7, refresh_token: '' } }],
    ['after a page', { body: '<!doctype html><title>Back soon</title>', type: 'text/html; charset=utf-8' }],
    ['after an error with status 200', { body: { error: 'temporarily_unavailable' } }],
    ['after an error of another shape with status 200', { body: { ok: false } }],
    ['after 500, whatever it holds', { status: 500, body: GOOD }],
    ['after 400 without a reason', { status: 400, body: '' }],
    ['after a redirect', { status: 302, headers: { location: '/elsewhere' }, body: GOOD }],
    ['after 429 without a time', { status: 429, body: '' }],
  ])('%s', async (_what, answer) => {
    const error = await rejectionOf(refresh(answer));
    expect(isOAuthError(error)).toBe(true);
    expect(allTextOf(error)).not.toContain('tellNobody');
  });
});

describe('a provider that asks to wait', () => {
  it.each<[status: number, retryAfter: string, ms: number | undefined]>([
    [429, '7', 7000],
    [503, '7', 7000],
    [503, new Date(NOW + 9000).toUTCString(), 9000],
    [503, '86400', 60_000],
    [429, '0', undefined],
    [429, '-5', undefined],
    [429, 'soon', undefined],
    [503, '9'.repeat(500), 60_000],
    [500, '7', undefined],
    [400, '7', undefined],
  ])('with %i and Retry-After %s', async (status, retryAfter, ms) => {
    const answered = refresh({ status, headers: { 'retry-after': retryAfter }, body: '' });
    const result = await answered.catch((error: unknown) => ({ error, tokens: BEFORE, retryAfterMs: undefined }));
    expect(isOAuthError(result.error)).toBe(true);
    expect([result.retryAfterMs, result.tokens]).toEqual([ms, BEFORE]);
  });
});
