import { describe, expect, it } from '@jest/globals';
import express from 'express';
import { oauth, oauth1, oauth2, oidc, requireUser } from '../../src/index.js';
import type { Client } from '../../src/index.js';
import { Browser } from '../support/browser.js';
import type { Page } from '../support/browser.js';
import { useNewHostileProvider } from '../support/hostile/use-hostile-provider.js';
import { serve } from '../support/serve.js';
import { useApps } from '../support/use-app.js';
import { useEndAfterTest } from '../support/use.js';
import { WatchedRecords } from '../unit/watched-records.js';
import { callbackFor } from './catalogue/callback-for.js';
import { startStandIn } from './catalogue/stand-in.js';
import type { Answer, StandIn } from './catalogue/stand-in.js';

const provider = useNewHostileProvider();
const startApp = useApps(() => ({ client: provider().client }));
const endAfterTest = useEndAfterTest();

/** Claims with the names of inherited members, which only JSON can give to an object as its own. */
const ODD = `{
  "__proto__": { "isAdmin": true, "email_verified": true, "__proto__": { "deeper": true } },
  "constructor": { "prototype": { "isAdmin": true } },
  "prototype": "p",
  "toString": "t",
  "valueOf": 1,
  "hasOwnProperty": "h",
  "toJSON": "j",
  "then": "n",
  "length": 7
}`;

const names = Object.keys(JSON.parse(ODD) as object);
/** The names that no object has without such a claim. */
const PLAIN = ['toJSON', 'then', 'length'];

/** What is seen of the odd claims in an info, and in its `raw`. */
function seenIn(info: Record<string, unknown>): object[] {
  return [info, info['raw'] as Record<string, unknown>].map((each) => ({
    own: names.filter((name) => Object.hasOwn(each, name)),
    prototype: Object.getPrototypeOf(each) === Object.getPrototypeOf({}),
    inherited: ['isAdmin', 'deeper'].filter((name) => name in each || name in Object.assign({}, each)),
    value: JSON.stringify(Object.getOwnPropertyDescriptor(each, '__proto__')?.value),
  }));
}

/** Without those that are named like what every object inherits; any other is an own one. */
const kept = { own: PLAIN, prototype: true, inherited: [], value: undefined };

it.each(['the user info', 'the ID token'])(
  'claims of %s that are named like inherited members are dropped',
  async (source) => {
    const records = new WatchedRecords(Date.now);
    const odd = (claims: Record<string, unknown>) => Object.assign(parse(ODD), claims);
    provider().misbehave(source === 'the user info' ? { userinfo: odd } : { idToken: odd });
    const seen: unknown[] = [];
    const { url, auth } = await startApp({
      options: {
        records,
        secret: 'a secret that is long enough for a test',
        getAuth: (info) => {
          seen.push(seenIn(info));
          return true;
        },
      },
      routes: (server, { require }) => {
        server.get('/look', (req, res) => {
          seen.push(seenIn(requireUser(req).info));
          res.send('looked');
        });
        for (const [path, claims] of [
          ['/proto', JSON.parse('{"__proto__":"[object Object]"}')],
          ['/constructor', { constructor: 'Object' }],
          ['/inherited', { isAdmin: true }],
          ['/locale', { toLocaleString: 'x' }],
          ['/dropped', { toString: 't' }],
          ['/own', { toJSON: 'j' }],
        ] as const)
          server.get(path, require({ claims }), (_req, res) => void res.send('let in'));
      },
    });
    const browser = new Browser();
    await browser.open(`${url}/me`);
    expect((await browser.get(`${url}/look`)).text).toBe('looked');
    expect(seen).toEqual([
      [kept, kept],
      [kept, kept],
    ]);
    const answers = await Promise.all(
      ['/proto', '/constructor', '/inherited', '/locale', '/dropped', '/own'].map(
        async (path) => (await browser.get(url + path)).status,
      ),
    );
    expect(answers).toEqual([403, 403, 403, 403, 403, 200]);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(await auth.sessions.list('oidc:alice')).toHaveLength(1);
  },
);

function parse(json: string): Record<string, unknown> {
  return JSON.parse(json) as Record<string, unknown>;
}

it('no inherited member is a connection', async () => {
  const connections: unknown[] = [];
  const { url } = await startApp({
    routes: (server) =>
      server.get('/look', (req, res) => {
        for (const name of ['constructor', '__proto__', 'toString'])
          connections.push(requireUser(req).connections[name]);
        res.send('looked');
      }),
  });
  const browser = new Browser();
  await browser.open(`${url}/me`);
  await browser.get(`${url}/look`);
  expect(connections).toEqual([undefined, undefined, undefined]);
});

const asJson =
  (text: string): Answer =>
  (_req, res) =>
    void res.writeHead(200, { 'content-type': 'application/json' }).end(text);

const ANSWERS: Record<string, Answer> = {
  'id.example/token': { access_token: 'a-token', token_type: 'bearer' },
  'id.example/temporary': 'oauth_token=temporary&oauth_token_secret=s&oauth_callback_confirmed=true',
  'id.example/credentials': 'oauth_token=token&oauth_token_secret=s',
};
const ADDRESSES = {
  clientId: 'app',
  clientSecret: 'a secret',
  authorizationEndpoint: 'https://id.example/authorize',
  userinfoEndpoint: 'https://id.example/me',
};
type Fetch = StandIn['fetch'];
const plain = (fetch: Fetch, fixes = {}): Client =>
  oauth2({ name: 'plain', ...ADDRESSES, tokenEndpoint: 'https://id.example/token', identField: 'id', fixes, fetch });

const signed = (fetch: Fetch): Client =>
  oauth1({
    name: 'signed',
    ...ADDRESSES,
    temporaryCredentialsEndpoint: 'https://id.example/temporary',
    tokenCredentialsEndpoint: 'https://id.example/credentials',
    fetch,
  });

it.each<[what: string, client: (fetch: Fetch) => Client]>([
  ['oauth2()', (fetch) => plain(fetch)],
  ['oauth2() with a fix', (fetch) => plain(fetch, { userInfo: (body: object) => ({ ...body }) })],
  ['oauth1()', signed],
])('such claims are dropped at %s, at the sign-in and in a connected account', async (_what, client) => {
  const standIn = endAfterTest(
    await startStandIn({ ...ANSWERS, 'id.example/me': asJson(`{"id":"7",${ODD.slice(1)}`) }),
  );
  const seen: object[][] = [];
  const app = express();
  const other = client(standIn.fetch);
  const auth = oauth(app, [oidc({ name: 'work', ...provider().client }), other], {
    skip: ['/'],
    getAuth: (info, _ident, _session, _state, context) => context.client === 'work' || seen.push(seenIn(info)) > 0,
    onConnect: (info) => seen.push(seenIn(info)) > 0,
  });
  app.get('/', (_req, res) => void res.send('home'));
  app.get('/connect', (req, res) => res.redirect(auth.loginLink(req, { client: other.name, connect: true })));
  app.get('/look', (req, res) => {
    const { info, connections } = requireUser(req);
    seen.push(seenIn(connections[other.name]?.info ?? info));
    res.send('looked');
  });
  const { url } = endAfterTest(await serve(app));
  const [signingIn, connecting] = [new Browser(), new Browser()];
  await connecting.open(`${url}/login/work`);
  for (const [browser, path] of [
    [signingIn, `/login/${other.name}`],
    [connecting, '/connect'],
  ] as const) {
    await returnFrom(standIn, { browser, address: url + path });
    expect((await browser.get(`${url}/look`)).text).toBe('looked');
  }
  // A provider without OpenID Connect has fields of its own: they are in `raw` only.
  expect(seen.map(([, raw]) => raw)).toEqual([kept, kept, kept, kept]);
  expect(seen.map(([info]) => info)).toEqual(seen.map(() => ({ ...kept, own: [] })));
  expect(Object.keys(Object.prototype)).toEqual([]);
});

const CLIENTS: [what: string, client: (fetch: Fetch) => Client][] = [
  ['oauth2()', (fetch) => plain(fetch)],
  ['oauth1()', signed],
];

describe.each(CLIENTS)('at %s', (_what, client) => {
  it.each<[what: string, id: string, code: string]>([
    ['a lone surrogate', String.raw`"ada\ud800"`, 'ERR_OAUTH_BAD_RESPONSE'],
    ['NUL', String.raw`"ada\u0000"`, 'ERR_OAUTH_BAD_RESPONSE'],
    ['a line break', String.raw`"ada\nadmin"`, 'ERR_OAUTH_BAD_RESPONSE'],
    ['a fraction', '7.5', 'ERR_OAUTH_IDENT_MISSING'],
    ['a number that was rounded', '9007199254740993', 'ERR_OAUTH_IDENT_MISSING'],
  ])('a user id with %s is refused, and nobody is signed in', async (_id, id, code) => {
    const { page, again } = await signInAs(id, client);
    expect([page.status, page.text, again.status]).toEqual([502, expect.stringContaining(code), 303]);
  });

  it.each<[what: string, id: string, kept: string]>([
    ['composed characters', String.raw`"caf\u00e9"`, 'caf\u00E9'],
    ['decomposed characters', String.raw`"cafe\u0301"`, 'cafe\u0301'],
    ['a colon', '"a:b"', 'a:b'],
    ['a whole number', '7', '7'],
  ])('a user id with %s stays as it is', async (_id, id, text) => {
    const { again } = await signInAs(id, client);
    expect(again.text.replace(/^\w+:/, '')).toBe(text);
  });
});

/** Signs in at a provider that says that this is the id of the user. */
async function signInAs(id: string, client: (fetch: Fetch) => Client): Promise<{ page: Page; again: Page }> {
  const standIn = endAfterTest(await startStandIn({ ...ANSWERS, 'id.example/me': asJson(`{"id":${id}}`) }));
  const app = express();
  oauth(app, client(standIn.fetch));
  app.get('/me', (req, res) => void res.send(requireUser(req).ident));
  const { url } = endAfterTest(await serve(app));
  const browser = new Browser();
  const page = await returnFrom(standIn, { browser, address: `${url}/me` });
  return { page, again: await browser.get(`${url}/me`) };
}

/** Goes to a provider and comes back. */
async function returnFrom(
  standIn: StandIn,
  { browser, address }: { browser: Browser; address: string },
): Promise<Page> {
  standIn.requests.length = 0;
  const begun = await browser.follow(await browser.get(address), { until: 'https://' });
  return browser.open(callbackFor(begun, standIn).href);
}
