import { afterEach, describe, expect, it } from '@jest/globals';
import { cognito, github, gitlab, keycloak, microsoft, okta } from '../../../src/index.js';
import type { Answer } from './in-place-of.js';
import { SHAPES } from './shapes.js';
import type { Shape } from './shapes.js';
import { signInAt } from './sign-in-at.js';
import type { SignedIn } from './sign-in-at.js';

let open: SignedIn[] = [];

afterEach(async () => {
  await Promise.all(open.map((each) => each.close()));
  open = [];
});

/** Signs in with `fetchGroups` at a provider that also answers these. */
async function signIn(
  name: string,
  make: Shape['make'],
  more: { answers?: Record<string, Answer>; idToken?: Record<string, unknown> } = {},
): Promise<SignedIn> {
  const shape = SHAPES[name] as Shape;
  const signedIn = await signInAt({
    ...shape,
    make,
    answers: { ...shape.answers, ...more.answers },
    ...(shape.idToken ? { idToken: { ...shape.idToken, ...more.idToken } } : {}),
  });
  open.push(signedIn);
  return signedIn;
}

const team = (organisation: string, slug: string) => ({
  name: slug.toUpperCase(),
  slug,
  organization: { login: organisation },
});

describe('fetchGroups', () => {
  it('lists the teams of GitHub, all pages of them, and asks for the scope', async () => {
    const pages: Answer = (req, res) => {
      const page = new URL(req.headers['x-asked'] as string).searchParams.get('page') ?? '1';
      const next = `<https://api.github.com/user/teams?page=${Number(page) + 1}>; rel="next", <https://x.example>; rel="last"`;
      res.writeHead(200, { 'content-type': 'application/json', ...(page === '3' ? {} : { link: next }) });
      res.end(JSON.stringify([team('acme', `team-${page}`)]));
    };
    const { auth, authorization } = await signIn(
      'github',
      (registration) => github({ ...registration, fetchGroups: true }),
      {
        answers: { 'api.github.com/user/teams': pages },
      },
    );
    expect(auth?.groups).toEqual(['acme/team-1', 'acme/team-2', 'acme/team-3']);
    expect(authorization.searchParams.get('scope')).toBe('read:user user:email read:org');
  });

  it('works without what GitHub forbids, or says elsewhere', async () => {
    const make: Shape['make'] = (registration) => github({ ...registration, fetchGroups: true });
    const forbidden: Answer = (_req, res) => void res.writeHead(403).end('{}');
    const { page, auth } = await signIn('github', make, { answers: { 'api.github.com/user/teams': forbidden } });
    expect(page.text).toBe('github:583231');
    expect(auth?.groups).toBeUndefined();
    const elsewhere: Answer = (_req, res) =>
      void res
        .writeHead(200, { link: '<https://evil.example/teams>; rel="next"' })
        .end(JSON.stringify([team('acme', 'one')]));
    const led = await signIn('github', make, { answers: { 'api.github.com/user/teams': elsewhere } });
    // A part is not the whole.
    expect(led.auth?.groups).toBeUndefined();
    expect(led.place.asked.map(({ url }) => url.host)).not.toContain('evil.example');
  });

  it('lists the groups of Microsoft, also when they are too many for the ID token', async () => {
    const make: Shape['make'] = (registration) => microsoft({ ...registration, fetchGroups: true });
    const few = await signIn('microsoft', make, { idToken: { groups: ['a-group-id'] } });
    expect(few.auth?.groups).toEqual(['a-group-id']);
    const graph: Answer = (req, res) => {
      const skip = new URL(req.headers['x-asked'] as string).searchParams.get('$skiptoken');
      const next = 'https://graph.microsoft.com/v1.0/me/transitiveMemberOf/microsoft.graph.group?$skiptoken=2';
      res.writeHead(200, { 'content-type': 'application/json' });
      res.end(
        JSON.stringify(
          skip === null ? { value: [{ id: 'one' }], '@odata.nextLink': next } : { value: [{ id: 'two' }] },
        ),
      );
    };
    const many = await signIn('microsoft', make, {
      idToken: { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: 'https://graph.example' } } },
      answers: { 'graph.microsoft.com/v1.0/me/transitiveMemberOf/microsoft.graph.group': graph },
    });
    expect(many.auth?.groups).toEqual(['one', 'two']);
  });

  it.each<[name: string, make: Shape['make'], claims: Record<string, unknown>]>([
    ['okta', (r) => okta({ ...r, domain: 'example.okta.com', fetchGroups: true }), { groups: ['staff', 7, null] }],
    [
      'keycloak',
      (r) => keycloak({ ...r, server: 'https://id.example.com/auth', realm: 'staff', fetchGroups: true }),
      { groups: ['staff'] },
    ],
    [
      'cognito',
      (r) => cognito({ ...r, region: 'eu-west-1', userPool: 'eu-west-1_AbCdEf123', fetchGroups: true }),
      { 'cognito:groups': ['staff'] },
    ],
    ['gitlab', (r) => gitlab({ ...r, server: 'https://git.example.com/lab', fetchGroups: true }), {}],
  ])('lists the claim of %s', async (name, make, claims) => {
    expect((await signIn(name, make, { idToken: claims })).auth?.groups).toEqual(['staff']);
  });

  it('is off by default', async () => {
    const { auth, authorization } = await signIn('github', github);
    expect(auth?.groups).toBeUndefined();
    expect(authorization.searchParams.get('scope')).toBe('read:user user:email');
  });
});
