import { afterEach, describe, expect, it } from '@jest/globals';
import { facebook, instagram, microsoft, vk } from '../../../src/index.js';
import { FIXTURES, getFixture } from './fixtures.js';
import type { ProviderFixture } from './provider-fixture.js';
import { ROWS } from './rows.js';
import { CLIENT_ID, signInAt } from './sign-in-at.js';
import type { SignedIn } from './sign-in-at.js';

let open: SignedIn[] = [];

afterEach(async () => {
  await Promise.all(open.map((signedIn) => signedIn.close()));
  open = [];
});

async function signIn(fixture: ProviderFixture): Promise<SignedIn> {
  const signedIn = await signInAt(fixture);
  open.push(signedIn);
  return signedIn;
}

it('every row for OpenID Connect and OAuth 2.0 has a fixture', () => {
  const names = ROWS.filter(({ protocol }) => protocol !== 'oauth1').map(({ name }) => name);
  expect(names.toSorted()).toEqual(Object.keys(FIXTURES).toSorted());
});

describe.each(Object.entries(FIXTURES))('%s', (name, fixture) => {
  it('signs in with the responses from its documentation', async () => {
    const { page, authorization, users, provider } = await signIn(fixture);
    expect(page.text).toBe(fixture.ident);
    expect(`${authorization.origin}${authorization.pathname}`).toBe(fixture.authorization.url);
    expect(Object.fromEntries(authorization.searchParams)).toMatchObject({
      client_id: CLIENT_ID,
      response_type: 'code',
      code_challenge_method: 'S256',
      ...fixture.authorization.parameters,
    });
    const {
      ident,
      info: { raw, sub, ...info },
    } = users[0] ?? { ident: '', info: { raw: {}, sub: '' } };
    expect(ident).toBe(fixture.ident);
    expect(`${name}:${sub}`).toBe(fixture.ident);
    expect(info).toMatchObject(fixture.info);
    // Nothing is verified unless the provider says so.
    expect(info.email_verified).toBe(fixture.info['email_verified']);
    expect(raw).not.toHaveProperty('access_token');
    expect(Object.values(info)).not.toContain('');
    expect(provider.requests.filter(({ url }) => url.protocol !== 'https:')).toEqual([]);
  });

  const { api } = fixture;
  if (api)
    it('resolves paths of its API', async () => {
      const { client } = await signIn(fixture);
      expect(client.apiTarget(api[0]).href).toBe(api[1]);
      expect(() => client.apiTarget('https://evil.example/')).toThrow(
        expect.objectContaining({ code: 'ERR_OAUTH_FOREIGN_ORIGIN' }),
      );
    });
});

// LinkedIn answers 401 `invalid_client` to a token request with a verifier.
it.each(Object.keys(FIXTURES))('%s gets the verifier of PKCE, unless it refuses that', async (name) => {
  const { page, authorization, provider } = await signIn(getFixture(name));
  expect(authorization.searchParams.get('code_challenge_method')).toBe('S256');
  const verifier = /code_verifier/.exec(provider.requests.find(({ body }) => body.includes('a-code'))?.body ?? '');
  expect([page.status, verifier !== null]).toEqual([200, name !== 'linkedin']);
});

it("the app's fixes run after the fixes for quirks", async () => {
  const { users } = await signIn({
    ...getFixture('instagram'),
    createClient: (registration) =>
      instagram({ ...registration, fixes: { userInfo: (body) => ({ ...body, name: 'Fixed' }) } }),
  });
  expect(users[0]?.info.name).toBe('Fixed');
});

it.each<[how: string, tokens: Record<string, unknown>, user: Record<string, unknown>]>([
  ['in a list, as documented', { data: [{ access_token: 'a', user_id: 7 }] }, { data: [{ user_id: '7' }] }],
  ['without a list, as they are sent', { user_id: 7 }, { user_id: '7' }],
  ['with a null for each list', { user_id: 7, data: null }, { user_id: '7', data: null }],
])('instagram() reads answers %s', async (_how, tokenResponse, user) => {
  const answers = { 'graph.instagram.com/me': user };
  const { page } = await signIn({ ...getFixture('instagram'), tokenResponse, answers });
  expect(page.text).toBe('instagram:7');
});

it('instagram() signs nobody in from a list of several users', async () => {
  const answers = { 'graph.instagram.com/me': { data: [{ user_id: '7' }, { user_id: '8' }] } };
  const { page } = await signIn({ ...getFixture('instagram'), answers });
  expect(page.text).toContain('ERR_OAUTH_IDENT_MISSING');
});

it('x() signs in without an address', async () => {
  const answers = { 'api.x.com/2/users/me': { data: { id: '7', name: 'Ada', username: 'ada' } } };
  const { users } = await signIn({ ...getFixture('x'), answers });
  expect(users[0]?.info).not.toHaveProperty('email');
  expect(users[0]?.info).not.toHaveProperty('email_verified');
});

it('facebook() keeps its registration when the version of the API changes', () => {
  const { registration } = facebook({ clientId: 'our-id', clientSecret: 'a-secret' });
  expect(registration).not.toMatch(/v\d/);
});

it('vk() repeats the device id when it refreshes the token', async () => {
  const fixture = getFixture('vk');
  const { auth, provider } = await signIn({
    ...fixture,
    createClient: (registration) => vk(registration),
    answers: { ...fixture.answers, 'api.vk.ru/method/users.get': (_req, res) => void res.writeHead(401).end() },
  });
  await auth?.fetch('users.get');
  const form = new URLSearchParams(provider.requests.findLast(({ url }) => url.host === 'id.vk.ru')?.body);
  expect(Object.fromEntries(form)).toMatchObject({ grant_type: 'refresh_token', device_id: 'the-device' });
});

describe('microsoft()', () => {
  const issuer = 'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0';
  const createTenantFixture = (tenant: string, changes: Partial<ProviderFixture> = {}): ProviderFixture => ({
    ...getFixture('microsoft'),
    createClient: (registration) => microsoft({ ...registration, tenant }),
    authorization: { url: `https://login.microsoftonline.com/${tenant}/v2.0/authorize`, parameters: {} },
    ...changes,
  });

  it('accepts a tenant by its domain although the metadata contains its id', async () => {
    const { page } = await signIn(createTenantFixture('example.onmicrosoft.com', { metadataIssuer: issuer }));
    expect(page.text).toMatch(/^microsoft:/);
  });

  it('treats an address as verified only if the tenant has proved that it owns the domain', async () => {
    const { idToken } = getFixture('microsoft');
    const claimed = await signIn(createTenantFixture('common', { idToken: { ...idToken, email_verified: true } }));
    expect(claimed.users[0]?.info).not.toHaveProperty('email_verified');
    const proved = await signIn(createTenantFixture('common', { idToken: { ...idToken, xms_edov: true } }));
    expect(proved.users[0]?.info.email_verified).toBe(true);
  });

  it.each<[idToken: object, userInfo: object, email: string, isVerified: boolean | undefined]>([
    [{ email: 'a@own.example', xms_edov: true }, { email: 'ceo@example.com' }, 'ceo@example.com', undefined],
    [{ xms_edov: true }, { email: 'ceo@example.com' }, 'ceo@example.com', undefined],
    [{ email: 'ceo@example.com' }, { xms_edov: true }, 'ceo@example.com', undefined],
    [{ email: 'ceo@example.com' }, { email: 'a@own.example', xms_edov: true }, 'a@own.example', true],
    [{ email: 'a@own.example', xms_edov: true }, { email: 'a@own.example' }, 'a@own.example', true],
    [{ email: 'a@own.example', xms_edov: true }, {}, 'a@own.example', true],
    [{ email: 'a@own.example', xms_edov: true }, { email: null }, 'a@own.example', true],
    [{ email: 'a@own.example', xms_edov: '1' }, {}, 'a@own.example', true],
    [{ email: 'a@own.example', xms_edov: 1 }, {}, 'a@own.example', true],
    [{ email: 'a@own.example', xms_edov: 'true' }, {}, 'a@own.example', true],
    [{ email: 'a@own.example', xms_edov: '0' }, {}, 'a@own.example', false],
    [{ email: 'a@own.example', xms_edov: 0 }, {}, 'a@own.example', false],
    [{ email: 'a@own.example', xms_edov: 'false' }, {}, 'a@own.example', false],
    [{ email: 'a@own.example', xms_edov: [true] }, {}, 'a@own.example', false],
  ])(
    'with the ID token %j and the user info %j says of %s: verified is %s',
    async (idToken, answer, email, isVerified) => {
      const fixture = getFixture('microsoft');
      const { email: _email, ...claims } = fixture.idToken ?? {};
      const userInfo = { sub: claims['sub'], ...answer };
      const { users } = await signIn(
        createTenantFixture('common', {
          idToken: { ...claims, ...idToken },
          answers: { ...fixture.answers, 'login.microsoftonline.com/common/v2.0/userinfo': userInfo },
        }),
      );
      const { info } = users[0] ?? {};
      expect([info?.email, info?.email_verified]).toEqual([email, isVerified]);
      // Nor does the claim itself stand beside another address.
      const shown = [info?.['xms_edov'], info?.raw['xms_edov']].map((claim) => claim !== undefined);
      expect(shown).toEqual([isVerified !== undefined, isVerified !== undefined]);
    },
  );

  it('rejects an ID token whose issuer is another tenant than its tenant id', async () => {
    const fixture = createTenantFixture('organizations');
    const { page } = await signIn({ ...fixture, idTokenIssuer: issuer.replace('9188', '9189') });
    expect(page.text).toContain('ERR_OAUTH_ID_TOKEN');
  });
});
