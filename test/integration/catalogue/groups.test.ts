import { afterEach, describe, expect, it } from '@jest/globals';
import { cognito, github, gitlab, keycloak, microsoft, okta } from '../../../src/index.js';
import { getFixture } from './fixtures.js';
import type { ProviderFixture } from './provider-fixture.js';
import { signInAt } from './sign-in-at.js';
import type { SignedIn } from './sign-in-at.js';
import { getRequestedUrl, sendJson } from './stand-in.js';
import type { Answer } from './stand-in.js';

type CreateClient = ProviderFixture['createClient'];

let open: SignedIn[] = [];

afterEach(async () => {
  await Promise.all(open.map((signedIn) => signedIn.close()));
  open = [];
});

/** Signs in at a provider that also returns these answers and claims. */
async function signIn(
  name: string,
  createClient: CreateClient,
  additions: { answers?: Record<string, Answer>; idToken?: Record<string, unknown> } = {},
): Promise<SignedIn> {
  const fixture = getFixture(name);
  const signedIn = await signInAt({
    ...fixture,
    createClient,
    answers: { ...fixture.answers, ...additions.answers },
    ...(fixture.idToken ? { idToken: { ...fixture.idToken, ...additions.idToken } } : {}),
  });
  open.push(signedIn);
  return signedIn;
}

const createGitHubTeam = (organisation: string, slug: string) => ({
  name: slug.toUpperCase(),
  slug,
  organization: { login: organisation },
});

describe('fetchGroups', () => {
  const githubWithGroups: CreateClient = (registration) => github({ ...registration, fetchGroups: true });

  it('lists the teams of GitHub from all pages, and requests the scope', async () => {
    const sendPage: Answer = (req, res) => {
      const page = getRequestedUrl(req).searchParams.get('page') ?? '1';
      const next = `<https://api.github.com/user/teams?page=${Number(page) + 1}>; rel="next"`;
      if (page !== '3') res.setHeader('link', `${next}, <https://x.example>; rel="last"`);
      sendJson(res, 200, [createGitHubTeam('acme', `team-${page}`)]);
    };
    const { auth, authorization } = await signIn('github', githubWithGroups, {
      answers: { 'api.github.com/user/teams': sendPage },
    });
    expect(auth?.groups).toEqual(['acme/team-1', 'acme/team-2', 'acme/team-3']);
    expect(authorization.searchParams.get('scope')).toBe('read:user user:email read:org');
  });

  it('signs in without groups when GitHub forbids the request', async () => {
    const forbid: Answer = (_req, res) => void res.writeHead(403).end('{}');
    const { page, auth } = await signIn('github', githubWithGroups, {
      answers: { 'api.github.com/user/teams': forbid },
    });
    expect(page.text).toBe('github:583231');
    expect(auth?.groups).toBeUndefined();
  });

  it('signs in without groups when the next page is at another origin', async () => {
    const linkElsewhere: Answer = (_req, res) =>
      void res
        .writeHead(200, { link: '<https://evil.example/teams>; rel="next"' })
        .end(JSON.stringify([createGitHubTeam('acme', 'one')]));
    const { auth, provider } = await signIn('github', githubWithGroups, {
      answers: { 'api.github.com/user/teams': linkElsewhere },
    });
    // An incomplete list is worse than none.
    expect(auth?.groups).toBeUndefined();
    expect(provider.requests.map(({ url }) => url.host)).not.toContain('evil.example');
  });

  it('lists the groups of Microsoft, even if there are too many for the ID token', async () => {
    const createClient: CreateClient = (registration) => microsoft({ ...registration, fetchGroups: true });
    const few = await signIn('microsoft', createClient, { idToken: { groups: ['a-group-id'] } });
    expect(few.auth?.groups).toEqual(['a-group-id']);
    const sendGroups: Answer = (req, res) => {
      const isFirstPage = !getRequestedUrl(req).searchParams.has('$skiptoken');
      const next = 'https://graph.microsoft.com/v1.0/me/transitiveMemberOf/microsoft.graph.group?$skiptoken=2';
      sendJson(
        res,
        200,
        isFirstPage ? { value: [{ id: 'one' }], '@odata.nextLink': next } : { value: [{ id: 'two' }] },
      );
    };
    const many = await signIn('microsoft', createClient, {
      idToken: { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: 'https://graph.example' } } },
      answers: { 'graph.microsoft.com/v1.0/me/transitiveMemberOf/microsoft.graph.group': sendGroups },
    });
    expect(many.auth?.groups).toEqual(['one', 'two']);
  });

  it.each<[name: string, createClient: CreateClient, claims: Record<string, unknown>]>([
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
  ])('lists the groups in the claim of %s', async (name, createClient, claims) => {
    expect((await signIn(name, createClient, { idToken: claims })).auth?.groups).toEqual(['staff']);
  });

  it('is false by default', async () => {
    const { auth, authorization } = await signIn('github', github);
    expect(auth?.groups).toBeUndefined();
    expect(authorization.searchParams.get('scope')).toBe('read:user user:email');
  });
});
