import { afterEach, describe, expect, it } from '@jest/globals';
import { instagram, microsoft, vk } from '../../../src/index.js';
import { SHAPES } from './shapes.js';
import type { Shape } from './shapes.js';
import { CLIENT_ID, ROWS, signInAt } from './sign-in-at.js';
import type { SignedIn } from './sign-in-at.js';

let open: SignedIn[] = [];

afterEach(async () => {
  await Promise.all(open.map((each) => each.close()));
  open = [];
});

async function signIn(shape: Shape): Promise<SignedIn> {
  const signedIn = await signInAt(shape);
  open.push(signedIn);
  return signedIn;
}

it('every row of the catalogue has a shape here, and a page where it is documented', () => {
  expect(ROWS.map(({ name }) => name).toSorted()).toEqual(Object.keys(SHAPES).toSorted());
  for (const each of ROWS) {
    expect(new URL(each.documentation).protocol).toBe('https:');
    expect(Date.parse(each.checked)).toBeLessThan(Date.now() + 86_400_000);
  }
});

describe.each(Object.entries(SHAPES))('%s', (name, shape) => {
  it('signs in against what its documentation shows', async () => {
    const { page, authorization, told, place } = await signIn(shape);
    expect(page.text).toBe(shape.ident);
    expect(`${authorization.origin}${authorization.pathname}`).toBe(shape.authorization.at);
    expect(Object.fromEntries(authorization.searchParams)).toMatchObject({
      client_id: CLIENT_ID,
      response_type: 'code',
      code_challenge_method: 'S256',
      ...shape.authorization.parameters,
    });
    const {
      ident,
      info: { raw, sub, ...info },
    } = told[0] ?? { ident: '', info: { raw: {}, sub: '' } };
    expect(ident).toBe(shape.ident);
    expect(`${name}:${sub}`).toBe(shape.ident);
    expect(info).toMatchObject(shape.info);
    // What the provider does not vouch for is not verified.
    expect(info.email_verified).toBe(shape.info['email_verified']);
    expect(raw).not.toHaveProperty('access_token');
    expect(Object.values(info)).not.toContain('');
    expect(place.asked.filter(({ url }) => url.protocol !== 'https:')).toEqual([]);
  });

  const { api } = shape;
  if (api)
    it('has its API where it is', async () => {
      const { client } = await signIn(shape);
      expect(client.apiTarget(api[0]).href).toBe(api[1]);
      expect(() => client.apiTarget('https://evil.example/')).toThrow(
        expect.objectContaining({ code: 'ERR_OAUTH_FOREIGN_ORIGIN' }),
      );
    });
});

it('what the app puts right comes after what the row does', async () => {
  const shape = SHAPES['instagram'] as Shape;
  const { told } = await signIn({
    ...shape,
    make: (registration) => instagram({ ...registration, fixes: { userInfo: (body) => ({ ...body, name: 'Fixed' }) } }),
  });
  expect(told[0]?.info.name).toBe('Fixed');
});

it('vk() tells the device again when it renews the token', async () => {
  const shape = SHAPES['vk'] as Shape;
  const { auth, place } = await signIn({
    ...shape,
    make: (registration) => vk({ ...registration, apiOrigins: ['https://api.vk.com'] }),
    answers: { ...shape.answers, 'api.vk.com/method/users.get': (_req, res) => void res.writeHead(401).end() },
  });
  await auth?.fetch('https://api.vk.com/method/users.get');
  const form = new URLSearchParams(place.asked.findLast(({ url }) => url.host === 'id.vk.com')?.body);
  expect(Object.fromEntries(form)).toMatchObject({ grant_type: 'refresh_token', device_id: 'the-device' });
});

describe('microsoft()', () => {
  const issuer = 'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0';
  const of = (tenant: string, more: Partial<Shape> = {}): Shape => ({
    ...(SHAPES['microsoft'] as Shape),
    make: (registration) => microsoft({ ...registration, tenant }),
    authorization: { at: `https://login.microsoftonline.com/${tenant}/v2.0/authorize`, parameters: {} },
    ...more,
  });

  it('takes a tenant by its domain, which its metadata calls by its id', async () => {
    const { page } = await signIn(of('example.onmicrosoft.com', { statedIssuer: issuer }));
    expect(page.text).toMatch(/^microsoft:/);
  });

  it('counts an address as verified where the tenant has proved its domain, and on no other word', async () => {
    const { idToken } = SHAPES['microsoft'] as Shape;
    const claimed = await signIn(of('common', { idToken: { ...idToken, email_verified: true } }));
    expect(claimed.told[0]?.info).not.toHaveProperty('email_verified');
    const proved = await signIn(of('common', { idToken: { ...idToken, xms_edov: true } }));
    expect(proved.told[0]?.info.email_verified).toBe(true);
  });

  it('takes the ID token of no tenant but the one that it names', async () => {
    const shape = of('organizations');
    const { page } = await signIn({ ...shape, issuer: issuer.replace('9188', '9189') });
    expect(page.text).toContain('ERR_OAUTH_ID_TOKEN');
  });
});
