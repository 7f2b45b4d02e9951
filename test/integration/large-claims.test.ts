import { expect, it } from '@jest/globals';
import express from 'express';
import { oauth, oauth1, oauth2, requireUser } from '../../src/index.js';
import type { Client, OAuth2Options } from '../../src/index.js';
import { Browser } from '../support/browser.js';
import { manyClaims, nested } from '../support/hostile/nested.js';
import { serve } from '../support/serve.js';
import { useEndAfterTest } from '../support/use.js';
import { callbackFor } from './catalogue/callback-for.js';
import { startStandIn } from './catalogue/stand-in.js';
import type { Answer, StandIn } from './catalogue/stand-in.js';

const endAfterTest = useEndAfterTest();

const DEEP = `{"id":7,"x":${'['.repeat(5000)}${']'.repeat(5000)}}`;
/** Answers of a user info that no session can hold. */
const TOO_MUCH: [what: string, info: unknown][] = [
  ['5,000 levels', DEEP],
  ['33 levels', { id: 7, x: nested(32) }],
  ['3,000 claims', { id: 7, ...manyClaims(3000) }],
  ['a list of 3,000', { id: 7, x: Array.from({ length: 3000 }, () => 1) }],
  ['70 kB', { id: 7, x: 'x'.repeat(70_000) }],
  ['70 kB in a name', { id: 7, [`x${'x'.repeat(70_000)}`]: 1 }],
  ['900 kB', { id: 7, x: 'x'.repeat(900_000) }],
];

const asJson =
  (body: unknown): Answer =>
  (_req, res) =>
    void res
      .writeHead(200, { 'content-type': 'application/json' })
      .end(typeof body === 'string' ? body : JSON.stringify(body));

/** Signs in at a provider that answers so. */
async function signIn(makeClient: (fetch: StandIn['fetch']) => Client, answers: Record<string, Answer>) {
  const provider = endAfterTest(await startStandIn(answers));
  const app = express();
  const auth = oauth(app, makeClient(provider.fetch));
  const failures: (string | undefined)[] = [];
  auth.events.on('failure', ({ error }) => failures.push(error.hint));
  app.get('/me', (req, res) => {
    const { info, groups, scope } = requireUser(req);
    res.json({ info, groups, scope });
  });
  const { url } = endAfterTest(await serve(app));
  const browser = new Browser();
  const begun = await browser.follow(await browser.get(`${url}/me`), { until: 'https://' });
  const callback = callbackFor(begun, provider);
  const page = await browser.open(callback.href);
  return { page, failures, again: await browser.get(`${url}/me`) };
}

function plain(fetch: StandIn['fetch'], options: Partial<OAuth2Options> = {}): Client {
  return oauth2({
    name: 'plain',
    clientId: 'app',
    authorizationEndpoint: 'https://id.example/authorize',
    tokenEndpoint: 'https://id.example/token',
    userinfoEndpoint: 'https://id.example/me',
    identField: 'id',
    fetch,
    ...options,
  });
}

const TOKENS = { access_token: 'a-token', token_type: 'bearer' };

/** How a sign-in ends whose user is more than a session can hold. */
const REFUSED = { status: 502, code: 'ERR_OAUTH_BAD_RESPONSE', hints: [expect.any(String)], again: 303 };

function outcomeOf({ page, failures, again }: Awaited<ReturnType<typeof signIn>>): object {
  const code = /ERR_OAUTH_\w+/.exec(page.text)?.[0];
  return { status: page.status, code, hints: failures, again: again.status };
}

it.each(TOO_MUCH)('oauth2(): a user info of %s is refused', async (_what, info) => {
  expect(outcomeOf(await signIn(plain, { 'id.example/token': TOKENS, 'id.example/me': asJson(info) }))).toEqual(
    REFUSED,
  );
});

it.each(TOO_MUCH)('oauth2(): a user info in the token response, of %s, is refused', async (_what, info) => {
  const text = typeof info === 'string' ? info : JSON.stringify(info);
  const body = `${JSON.stringify(TOKENS).slice(0, -1)},${text.slice(1)}`;
  expect(
    outcomeOf(
      await signIn((fetch) => plain(fetch, { userinfoEndpoint: undefined }), { 'id.example/token': asJson(body) }),
    ),
  ).toEqual(REFUSED);
});

it.each(TOO_MUCH)('oauth2(): a user info of %s is refused although a fix passes it on', async (_what, info) => {
  const fixes = { userInfo: (body: Record<string, unknown>) => ({ ...body }) };
  expect(
    outcomeOf(
      await signIn((fetch) => plain(fetch, { fixes }), { 'id.example/token': TOKENS, 'id.example/me': asJson(info) }),
    ),
  ).toEqual(REFUSED);
});

it.each(TOO_MUCH)('oauth1(): a user info of %s is refused', async (_what, info) => {
  const client = (fetch: StandIn['fetch']) =>
    oauth1({
      name: 'signed',
      clientId: 'app',
      clientSecret: 'a secret',
      temporaryCredentialsEndpoint: 'https://id.example/temporary',
      authorizationEndpoint: 'https://id.example/authorize',
      tokenCredentialsEndpoint: 'https://id.example/token',
      userinfoEndpoint: 'https://id.example/me',
      fetch,
    });
  const result = await signIn(client, {
    'id.example/temporary': 'oauth_token=temporary&oauth_token_secret=s&oauth_callback_confirmed=true',
    'id.example/token': 'oauth_token=token&oauth_token_secret=s',
    'id.example/me': asJson(info),
  });
  expect(outcomeOf(result)).toEqual(REFUSED);
});

it('a fix can drop what a session cannot hold', async () => {
  const fixes = { userInfo: ({ id }: Record<string, unknown>) => ({ id }) };
  const { again } = await signIn((fetch) => plain(fetch, { fixes }), {
    'id.example/token': TOKENS,
    'id.example/me': asJson({ id: 7, x: 'x'.repeat(100_000) }),
  });
  expect(JSON.parse(again.text)).toMatchObject({ info: { sub: '7', raw: { id: 7 } } });
});

it('a fix that adds what JSON cannot say is a fault of the app, also where it changes the answer in place', async () => {
  const fixes = { userInfo: (body: Record<string, unknown>) => void Object.assign(body, { n: 10n }) };
  const { page } = await signIn((fetch) => plain(fetch, { fixes }), {
    'id.example/token': TOKENS,
    'id.example/me': asJson({ id: 7 }),
  });
  expect([page.status, page.text]).toEqual([500, expect.stringContaining('ERR_OAUTH_HOOK')]);
});

it('a list of addresses that is nested deeply, or very long, only means that there is no address', async () => {
  for (const emails of [`[${DEEP}]`, JSON.stringify([{ email: `${'x'.repeat(600_000)}@example.com` }])]) {
    const { again } = await signIn((fetch) => plain(fetch, { emailsEndpoint: 'https://id.example/emails' }), {
      'id.example/token': TOKENS,
      'id.example/me': asJson({ id: 7 }),
      'id.example/emails': asJson(emails),
    });
    expect(JSON.parse(again.text)).toMatchObject({ info: { sub: '7' } });
    expect(again.text).not.toContain('email');
  }
});

it('an address of 70 kB is refused', async () => {
  expect(
    outcomeOf(
      await signIn((fetch) => plain(fetch, { emailsEndpoint: 'https://id.example/emails' }), {
        'id.example/token': TOKENS,
        'id.example/me': asJson({ id: 7 }),
        'id.example/emails': asJson([{ email: `${'x'.repeat(70_000)}@example.com`, primary: true, verified: true }]),
      }),
    ),
  ).toEqual(REFUSED);
});

it.each<[what: string, groups: unknown]>([
  ['3,000 groups', Array.from({ length: 3000 }, (_, index) => ({ name: `group ${index}` }))],
  ['a group of 10 kB', [{ name: 'x'.repeat(10_000) }]],
  ['1,000 long groups', Array.from({ length: 1000 }, (_, index) => ({ name: String(index).padStart(200, 'x') }))],
])('%s of pages are refused: a part of a list never passes for the whole', async (_what, groups) => {
  const rule = { endpoint: 'https://id.example/groups' };
  expect(
    outcomeOf(
      await signIn((fetch) => plain(fetch, { groups: rule }), {
        'id.example/token': TOKENS,
        'id.example/me': asJson({ id: 7 }),
        'id.example/groups': asJson(groups),
      }),
    ),
  ).toEqual(REFUSED);
});

it.each<[what: string, scope: string]>([
  ['600 scopes', Array.from({ length: 600 }, (_, index) => `s${index}`).join(' ')],
  ['a scope of 10 kB', 's'.repeat(10_000)],
])('%s are refused', async (_what, scope) => {
  expect(
    outcomeOf(await signIn(plain, { 'id.example/token': { ...TOKENS, scope }, 'id.example/me': asJson({ id: 7 }) })),
  ).toEqual(REFUSED);
});

it('claims that templates and joined sources make larger are refused', async () => {
  const claims = { picture: 'https://cdn.example/{a}{a}{a}{a}.png' };
  expect(
    outcomeOf(
      await signIn((fetch) => plain(fetch, { claims }), {
        'id.example/token': TOKENS,
        'id.example/me': asJson({ id: 7, a: '/'.repeat(20_000) }),
      }),
    ),
  ).toEqual(REFUSED);
});
