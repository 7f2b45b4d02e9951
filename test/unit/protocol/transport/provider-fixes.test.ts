import { describe, expect, it } from '@jest/globals';
import { fixedFetch } from '../../../../src/protocol/transport/provider-fixes.js';
import type { ProviderFixes } from '../../../../src/protocol/transport/provider-fixes.js';
import { allTextOf, rejectionOf } from '../../caught.js';

const token = 'https://id.example/token';
const userInfo = 'https://id.example/user';
const pushed = 'https://id.example/par';
const ENDPOINTS = { token, userInfo, pushed, tolerant: false, hasSubject: () => true };
const BODY = { access_token: 'tellNobody', scope: null };

/** The answer that a client gets with these fixes, and the request that was sent. */
async function through(fixes: ProviderFixes, url = token, answer: unknown = BODY) {
  const sent: [string, RequestInit][] = [];
  const fetch = fixedFetch(
    async (...request) => {
      sent.push(request);
      return Response.json(answer);
    },
    fixes,
    ENDPOINTS,
  );
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams({ code: 'tellNobody' }) });
  return { body: await response.json(), status: response.status, sent };
}

describe('a fix', () => {
  it.each<[how: string, fixes: ProviderFixes]>([
    ['gives back another answer', { tokenResponse: (body) => ({ ...body, token_type: 'bearer' }) }],
    ['gives it back later', { tokenResponse: async (body) => ({ ...body, token_type: 'bearer' }) }],
    ['changes what it was given', { tokenResponse: (body) => void Object.assign(body, { token_type: 'bearer' }) }],
  ])('%s', async (_how, fixes) => {
    expect((await through(fixes)).body).toEqual({ access_token: 'tellNobody', token_type: 'bearer' });
  });

  it('changes a token request, or replaces it', async () => {
    const changed = await through({ tokenRequest: ({ headers }) => headers.set('x-version', '2') });
    expect(changed.sent[0]?.[1].headers).toMatchObject({ 'x-version': '2' });
    const other = await through({ tokenRequest: (request) => ({ ...request, url: 'https://eu.id.example/token' }) });
    expect(other.sent[0]?.[0]).toBe('https://eu.id.example/token');
  });

  const circular: Record<string, unknown> = {};
  circular['self'] = circular;

  it.each<[what: string, fixes: ProviderFixes]>([
    [
      'throws',
      {
        tokenResponse: ({ access_token }) => {
          throw new Error(String(access_token));
        },
      },
    ],
    [
      'rejects',
      {
        userInfo: async () => {
          throw new Error('tellNobody');
        },
      },
    ],
    ['gives back a text', { tokenResponse: () => 'tellNobody' as never }],
    ['gives back null', { tokenResponse: () => null as never }],
    ['gives back a list', { userInfo: () => [] as never }],
    ['gives back a circle', { userInfo: () => circular }],
    ['gives back a BigInt', { userInfo: () => ({ id: 1n }) }],
    ['gives back half a request', { tokenRequest: () => ({ url: token }) as never }],
    [
      'sends code and secret over plain http',
      { tokenRequest: (request) => ({ ...request, url: 'http://evil.example/' }) },
    ],
  ])('that %s is named in the error, without its message', async (_what, fixes) => {
    const error = await rejectionOf(through(fixes, fixes.userInfo ? userInfo : token));
    expect(error).toMatchObject({
      code: 'ERR_OAUTH_HOOK',
      message: expect.stringMatching(/^The function "\w+" of the option/),
    });
    expect(allTextOf(error)).not.toContain('tellNobody');
  });
});

it.each<[sent: unknown, read: unknown]>([
  [['openid', 'email'], 'openid email'],
  [[], ''],
  [null, undefined],
  // These are refused later: without a scope, the requested one would count as granted.
  [
    ['openid', 7],
    ['openid', 7],
  ],
  [7, 7],
  [{ openid: true }, { openid: true }],
])('the granted scopes %j are read as %j', async (sent, read) => {
  const { body } = await through({}, token, { access_token: 'a', scope: sent });
  expect(body).toEqual({ access_token: 'a', ...(read === undefined ? {} : { scope: read }) });
});

it.each<[sent: string, read: unknown]>([
  ['1e400', undefined],
  ['"1e400"', undefined],
  ['"Infinity"', undefined],
  ['"3600"', '3600'],
  ['60', 60],
])('an "expires_in" of %s is read as %j', async (sent, read) => {
  const fixed = fixedFetch(async () => new Response(`{"access_token":"a","expires_in":${sent}}`), {}, ENDPOINTS);
  const body = await (await fixed(token, { method: 'POST' })).json();
  expect(body).toEqual({ access_token: 'a', ...(read === undefined ? {} : { expires_in: read }) });
});

it.each([{}, { expires_in: '' }, { expires_in: null }, { expires_in: 90 }])(
  'the answer to a pushed request with status 200 and %j has status 201 and a life',
  async (life) => {
    const fixed = fixedFetch(async () => Response.json({ request_uri: 'urn:x', ...life }), {}, ENDPOINTS);
    const response = await fixed(pushed, { method: 'POST' });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ request_uri: 'urn:x', expires_in: life.expires_in === 90 ? 90 : 60 });
  },
);

it('an error with status 200 gets status 400', async () => {
  expect(await through({}, token, { ok: false, error: 'invalid_grant' })).toMatchObject({ status: 400 });
});

it('an error of the token endpoint that is nested thousands deep is no fault of the fix', async () => {
  const text = '{"error":'.repeat(20_000) + '1' + '}'.repeat(20_000);
  const fixes: ProviderFixes = { tokenError: (body) => structuredClone(body) };
  const fetch = fixedFetch(async () => new Response(text, { status: 400 }), fixes, {
    token,
    userInfo,
    tolerant: true,
    hasSubject: () => false,
  });
  expect(await rejectionOf(fetch(token, {}))).toMatchObject({ code: 'ERR_OAUTH_BAD_RESPONSE' });
});
