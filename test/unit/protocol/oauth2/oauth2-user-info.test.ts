import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isOAuthError } from '../../../../src/index.js';
import { allTextOf, rejectionOf } from '../../caught.js';
import { startOAuth2Provider } from './oauth2-provider.js';
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

const byId = { identField: 'id' };

describe('the id of the user', () => {
  it.each<[id: unknown, subject: string]>([
    ['ada', 'ada'],
    ['0', '0'],
    [0, '0'],
    [583231, '583231'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    ['a:b/c?d e', 'a:b/c?d e'],
    ['x'.repeat(255), 'x'.repeat(255)],
  ])('%p is the subject %p', async (id, subject) => {
    provider.user = { body: { id } };
    expect(await provider.signIn(byId)).toMatchObject({ subject, info: { sub: subject, raw: { id } } });
  });

  it.each<[id: unknown]>([
    [undefined],
    [null],
    [''],
    [true],
    [false],
    [{ id: 1 }],
    [['ada']],
    [[]],
    ['x'.repeat(256)],
    [1.5],
  ])('%p is not an id', async (id) => {
    provider.user = { body: { id } };
    expect(await failure(byId)).toMatchObject({
      name: 'CallbackError',
      code: 'ERR_OAUTH_IDENT_MISSING',
      status: 502,
      client: 'plain',
      hint: expect.stringContaining('identField'),
    });
  });

  it.each(['9007199254740993', '12345678901234567890', '1e400', '-1e400', '1e21'])(
    '%s is not an id: a JSON number of that size is rounded, so two users could get the same one',
    async (number) => {
      provider.user = { body: `{"id":${number}}` };
      expect(await failure(byId)).toMatchObject({ code: 'ERR_OAUTH_IDENT_MISSING' });
    },
  );

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'is never an inherited member: %s',
    async (identField) => {
      expect(await failure({ identField })).toMatchObject({ code: 'ERR_OAUTH_IDENT_MISSING' });
    },
  );

  it('is sub by default, and another claim named sub does not change it', async () => {
    provider.user = { body: { sub: 'ada', id: 'other' } };
    expect(await provider.signIn()).toMatchObject({ subject: 'ada' });
    expect(await provider.signIn(byId)).toMatchObject({ subject: 'other', info: { sub: 'other' } });
    expect(await provider.signIn({ ...byId, claims: { sub: 'sub', raw: 'sub' } })).toMatchObject({
      subject: 'other',
      info: { sub: 'other', raw: { sub: 'ada' } },
    });
  });
});

describe('the user info', () => {
  it.each<[what: string, answer: Partial<OAuth2Provider['user']>]>([
    ['a list', { body: [{ sub: 'ada' }] }],
    ['null', { body: null }],
    ['a text', { body: '"ada"' }],
    ['a number', { body: 5 }],
    ['nothing', { body: '' }],
    ['no JSON', { body: 'tellNobody' }],
    ['a page', { type: 'text/html', body: '<html>' }],
    ['status 401', { status: 401, body: { sub: 'ada' } }],
    [
      'status 401 with a challenge',
      {
        status: 401,
        headers: { 'www-authenticate': 'Bearer error="invalid_token", error_description="tellNobody-access-token"' },
        body: {},
      },
    ],
    ['status 403', { status: 403, body: { sub: 'ada' } }],
    ['status 500', { status: 500, body: { sub: 'ada' } }],
    ['status 204', { status: 204, body: '' }],
    ['a redirect', { status: 302, headers: { location: '/emails' }, body: '' }],
    ['10 MB', { body: { sub: 'ada', x: 'x'.repeat(10_000_000) } }],
  ])('that is %s signs nobody in', async (_what, answer) => {
    provider.user = { body: '', ...answer };
    expect(await failure()).toMatchObject({ client: 'plain', status: 502 });
  });

  it.each([200, 201, 202, 203])('with status %i, and after a byte order mark, is read', async (status) => {
    provider.user = { status, body: '\uFEFF {"sub":"ada"}\n' };
    expect((await provider.signIn()).subject).toBe('ada');
  });

  it('has claims under their OpenID names, and the whole answer as raw', async () => {
    provider.user = {
      body: {
        id: 1,
        login: 'ada',
        name: 'Ada',
        avatar_url: 'https://a.example/1',
        plan: { name: 'free' },
        email: 'ada@example.com',
        company: null,
        blog: '',
      },
    };
    const { info } = await provider.signIn({
      ...byId,
      claims: { preferred_username: 'login', picture: 'avatar_url', website: 'blog', org: 'company', plan: 'plan' },
    });
    expect(info).toEqual({
      sub: '1',
      name: 'Ada',
      email: 'ada@example.com',
      preferred_username: 'ada',
      picture: 'https://a.example/1',
      plan: { name: 'free' },
      raw: provider.user.body,
    });
  });

  it('does not mark an address as verified merely because a field of the provider has that name', async () => {
    provider.user = { body: { sub: 'ada', email: 'ada@example.com', email_verified: true, verified: true } };
    expect((await provider.signIn()).info).not.toHaveProperty('email_verified');
    expect((await provider.signIn({ claims: { email_verified: 'email_verified' } })).info['email_verified']).toBe(true);
  });

  it('never reads a claim from an inherited member', async () => {
    const { info } = await provider.signIn({
      claims: { name: 'constructor', nickname: 'toString', profile: '__proto__' },
    });
    expect(info).toEqual({ sub: 'ada', raw: { sub: 'ada' } });
  });

  it('with the key __proto__ changes no prototype', async () => {
    provider.user = { body: '{"sub":"ada","__proto__":{"admin":true,"email_verified":true}}' };
    const { info } = await provider.signIn();
    expect((info as { admin?: unknown }).admin).toBeUndefined();
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });
});

describe('the addresses of their own endpoint', () => {
  const primary = { email: 'primary@example.com', primary: true, verified: true };
  const other = { email: 'other@example.com', primary: false, verified: true };

  it.each<[what: string, listed: unknown, email: string | undefined, verified: boolean | undefined]>([
    ['the primary one, when it is verified', [other, primary], 'primary@example.com', true],
    [
      'another verified one, when the primary one is not',
      [{ ...primary, verified: false }, other],
      'other@example.com',
      true,
    ],
    [
      'the primary one, unverified, when none is',
      [
        { ...other, verified: false },
        { ...primary, verified: false },
      ],
      'primary@example.com',
      false,
    ],
    [
      'the only verified one, though nothing is called primary',
      [{ email: 'a@example.com', verified: true }],
      'a@example.com',
      true,
    ],
    ['no verified one by a text', [{ ...primary, verified: 'true' }], 'primary@example.com', false],
    ['no verified one by a number', [{ ...primary, verified: 1 }], 'primary@example.com', false],
    ['none that is unverified and not primary', [{ ...other, verified: false }], undefined, undefined],
    ['none of an empty list', [], undefined, undefined],
    ['none of what is no list', { emails: [primary] }, undefined, undefined],
    ['none of null', null, undefined, undefined],
    ['none of texts', ['primary@example.com'], undefined, undefined],
    [
      'none without an address',
      [{ ...primary, email: '' }, { primary: true, verified: true }, { ...primary, email: 5 }, null, [], 5],
      undefined,
      undefined,
    ],
    ['the good one among nonsense', [null, 5, [], { email: null }, primary], 'primary@example.com', true],
  ])('give %s', async (_what, listed, email, verified) => {
    provider.emails = { body: listed };
    const { info } = await provider.signIn({ emailsEndpoint: `${provider.url}/emails` });
    expect([info['email'], info['email_verified']]).toEqual([email, verified]);
    expect(provider.asked.map(({ path }) => path)).toEqual(['/token', '/user', '/emails']);
  });

  it('take precedence over the public address of the profile', async () => {
    provider.user = { body: { sub: 'ada', email: 'public@example.com' } };
    provider.emails = { body: [primary] };
    const { info } = await provider.signIn({ emailsEndpoint: `${provider.url}/emails` });
    expect([info['email'], info['email_verified']]).toEqual(['primary@example.com', true]);
  });

  it.each([401, 403, 404, 500, 302])(
    'that cannot be read (%i) do not stop the login, and no address counts as verified',
    async (status) => {
      provider.user = { body: { sub: 'ada', email: 'public@example.com' } };
      provider.emails = { status, headers: { location: '/user' }, body: [primary] };
      const { info } = await provider.signIn({
        emailsEndpoint: `${provider.url}/emails`,
        claims: { email_verified: 'site_admin' },
      });
      expect([info['email'], info['email_verified']]).toEqual(['public@example.com', undefined]);
    },
  );

  it('never mark an address as verified that they do not list', async () => {
    provider.user = { body: { sub: 'ada', email: 'victim@example.com', email_verified: true } };
    provider.emails = { body: [{ email: 'attacker@example.com', primary: false, verified: false }] };
    const { info } = await provider.signIn({ emailsEndpoint: `${provider.url}/emails` });
    expect(info['email_verified']).not.toBe(true);
  });
});
