import { beforeEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import expressSession from 'express-session';
import { oauth, oidc, requireUser } from '../../src/index.js';
import type { EventMap, OAuth, OAuthOptions, TokenKey, TokenSet, UserInfo } from '../../src/index.js';
import { having } from '../conformance/run.js';
import { heldAnswer } from '../support/hostile/answers.js';
import type { HostileProvider } from '../support/hostile/hostile-provider.js';
import { useNewHostileProvider } from '../support/hostile/use-hostile-provider.js';
import { Browser } from '../support/browser.js';
import { changeCharacter } from '../support/change-character.js';
import type { Page } from '../support/browser.js';
import { gate } from '../support/gate.js';
import { nested } from '../support/hostile/nested.js';
import type { Gate } from '../support/gate.js';
import { serve } from '../support/serve.js';
import type { Served } from '../support/serve.js';
import { useEndAfterTest } from '../support/use.js';
import { waitUntil } from '../support/wait-until.js';
import { WatchedRecords } from '../unit/watched-records.js';

const work = useNewHostileProvider();
const code = useNewHostileProvider();
const endAfterTest = useEndAfterTest();
let served: Served;
let auth: OAuth;
let records: WatchedRecords;
const events: (keyof EventMap)[] = [];

/** The handler of `/slow` opens `arrived` when it begins, and waits for `released`. */
let slow: { arrived: Gate; released: Gate };

beforeEach(() => {
  events.length = 0;
});

/** An app whose users sign in at `work` and connect `code`. `before` does something with the app before `oauth()` is called. */
async function start(
  options: OAuthOptions = {},
  before: (app: express.Express) => void = () => undefined,
  connectable: HostileProvider = code(),
) {
  records = new WatchedRecords(options.clock ?? Date.now);
  const client = (name: string, provider: HostileProvider) =>
    oidc({ name, ...provider.client, apiBase: `${provider.issuer}/` });
  const app = express();
  before(app);
  auth = oauth(app, [client('work', work()), client('code', connectable)], {
    records,
    secret: 'a secret that is long enough for a test',
    ...options,
  });
  for (const name of ['signIn', 'signOut', 'connect', 'disconnect', 'failure'] as const)
    auth.events.on(name, () => events.push(name));
  app.get('/me', (req, res) => {
    const { ident, connections } = requireUser(req);
    const accounts = Object.values(connections).filter((each) => each !== undefined);
    const connected = accounts.map((each) => `${each.client} ${each.ident} ${each.info.email}`);
    res.json({ ident, connected });
  });
  app.get('/connect', (req, res) => {
    res.redirect(auth.loginLink(req, { client: 'code', connect: true, returnTo: '/me', state: { from: 'settings' } }));
  });
  app.get('/link', (req, res) => {
    res.send(auth.loginLink(req, { client: 'code', connect: true }));
  });
  app.get('/api', async (req, res) => {
    const answer = await requireUser(req).connections['code']?.fetch('api');
    res.json(answer ? await answer.json() : null);
  });
  slow = { arrived: gate(), released: gate() };
  const { arrived, released } = slow;
  app.get('/slow', async (req, res) => {
    Object.assign(req.session, { seen: true });
    arrived.open();
    await released.opened;
    const connection = requireUser(req).connections['code'];
    const answer = await connection?.fetch('api').then(
      (response) => response.text(),
      (error: { code: string }) => error.code,
    );
    res.send(`${connection?.ident} ${answer}`);
  });
  app.get('/disconnect', async (req, res) => {
    await requireUser(req).connections['code']?.disconnect();
    res.redirect('/me');
  });
  served = endAfterTest(await serve(app));
}

const sessionCookie = async ({ jar }: Browser): Promise<string | undefined> =>
  (await jar.getCookies(served.url)).find(({ key }) => key === 'sid')?.value;
/** A browser with the cookies that the given one has now. */
async function otherTab(browser: Browser): Promise<Browser> {
  const tab = new Browser();
  for (const cookie of await browser.jar.getCookies(served.url)) await tab.jar.setCookie(cookie.toString(), served.url);
  return tab;
}

const signIn = (browser: Browser): Promise<Page> => browser.open(`${served.url}/login/work?returnTo=/me`);

it('a signed-in user connects a second provider, calls its API, and disconnects it; the ident does not change', async () => {
  await start();
  code().user = 'octo';
  const browser = new Browser();
  expect((await signIn(browser)).text).toBe('{"ident":"work:alice","connected":[]}');
  const before = await sessionCookie(browser);
  const connected = await browser.open(`${served.url}/connect`);
  expect(connected.text).toBe('{"ident":"work:alice","connected":["code code:octo octo@example.com"]}');
  // The same session: it was signed in before.
  expect(await sessionCookie(browser)).toBe(before);
  expect((await browser.get(`${served.url}/api`)).text).toBe('{"user":"octo","method":"GET"}');
  const back = await browser.open(`${served.url}/disconnect`);
  expect(back.text).toBe('{"ident":"work:alice","connected":[]}');
  expect(code().calls('revoke')).toBe(1);
  expect((await browser.get(`${served.url}/api`)).text).toBe('null');
  expect(events).toEqual(['signIn', 'connect', 'disconnect']);
});

it.each<[what: string, x: unknown]>([
  ['33 levels', nested(32)],
  ['70 kB', 'x'.repeat(70_000)],
])('an account whose claims are more than a session can hold is not connected: %s', async (_what, x) => {
  await start();
  const browser = new Browser();
  await signIn(browser);
  code().misbehave({ userinfo: (claims) => ({ ...claims, x }) });
  const page = await browser.open(`${served.url}/connect`);
  expect([page.status, page.text]).toEqual([502, expect.stringContaining('ERR_OAUTH_BAD_RESPONSE')]);
  expect((await browser.get(`${served.url}/me`)).text).toBe('{"ident":"work:alice","connected":[]}');
});

it.each<[what: string, take: (req: express.Request) => unknown]>([
  ['destroy()', (req) => new Promise((done) => req.session.destroy(done))],
  ['req.session = null', (req) => Object.assign(req, { session: null })],
])('a session that onConnect takes away ends the sign-in, with all its tokens: %s', async (_what, take) => {
  await start({ onConnect: async (_info, _ident, _session, _auth, { req }) => Boolean([await take(req)]) });
  const browser = new Browser();
  await signIn(browser);
  const page = await browser.open(`${served.url}/connect`);
  expect([page.status, page.text]).toEqual([403, expect.stringContaining('ERR_OAUTH_CONNECT')]);
  expect((await browser.get(`${served.url}/me`)).status).toBe(303);
  const kept = await Promise.all(records.written().map(async (key) => [key, await records.get(key)] as const));
  expect(kept.filter(([key, value]) => value !== null && /:(?:sess|tok|ident):/.test(key))).toEqual([]);
  expect(events).toEqual(['signIn', 'signOut', 'failure']);
});

it('a value that no store can write, put into the session by onConnect, connects nothing and stores no token', async () => {
  await start({ onConnect: (_info, _ident, session) => Boolean(Object.assign(session, { row: 10n })) });
  const browser = new Browser();
  await signIn(browser);
  const page = await browser.open(`${served.url}/connect`);
  expect([page.status, page.text]).toEqual([500, expect.stringContaining('ERR_OAUTH_SESSION_STORE')]);
  expect(events).toEqual(['signIn', 'failure']);
  expect(records.written().filter((key) => key.includes(':code'))).toEqual([]);
  expect((await browser.get(`${served.url}/me`)).text).toBe('{"ident":"work:alice","connected":[]}');
});

it('neither a user nor a connection shows the session at the provider, or other claims that serve a login only', async () => {
  const ofLogin = { sid: 'at-the-provider', session_state: 'at-the-provider', nonce: 'n', c_hash: 'h', s_hash: 'h' };
  for (const provider of [work(), code()])
    provider.misbehave({
      idToken: (claims) => ({ ...ofLogin, ...claims, c_hash: 'h', tenant: 'a' }),
      userinfo: having({ ...ofLogin, at_hash: 'h' }),
    });
  const shown: UserInfo[] = [];
  const show = (info: UserInfo) => shown.push(info) > 0;
  await start({ getAuth: show, onConnect: show });
  const browser = new Browser();
  await signIn(browser);
  expect((await browser.open(`${served.url}/connect`)).text).toContain('code:alice');
  expect(shown).toHaveLength(2);
  for (const claims of shown.flatMap((info) => [info, info.raw])) {
    for (const name of [...Object.keys(ofLogin), 'at_hash']) expect(claims).not.toHaveProperty(name);
    expect(claims).toMatchObject({ sub: 'alice', tenant: 'a' });
  }
});

it('each provider has its own tokens, which are renewed separately', async () => {
  await start();
  const browser = new Browser();
  await signIn(browser);
  await browser.open(`${served.url}/connect`);
  code().forgetAccessTokens();
  expect((await browser.get(`${served.url}/api`)).text).toBe('{"user":"alice","method":"GET"}');
  expect([work().calls('refresh'), code().calls('refresh')]).toEqual([0, 1]);
});

it('connections stay when the same user signs in again, and end with a sign-out', async () => {
  await start();
  const browser = new Browser();
  await signIn(browser);
  await browser.open(`${served.url}/connect`);
  expect((await signIn(browser)).text).toContain('"connected":["code code:alice');
  expect((await browser.get(`${served.url}/api`)).text).toBe('{"user":"alice","method":"GET"}');
  await browser.post(`${served.url}/logout`, {});
  // At `work` this includes the refresh token of the first session, which ended with the second sign-in.
  expect([work().calls('revoke'), code().calls('revoke')]).toEqual([2, 1]);
  const kept = await Promise.all(records.written().map(async (key) => [key, await records.get(key)] as const));
  // The trace of the move, for a renewal that may have begun before it, holds no token.
  expect(kept.filter(([key, value]) => value !== null && !/:tx:|\/moved$/.test(key))).toEqual([]);
});

it('invariant 9: a connection whose renewal hangs comes along into a new session, and so do its late tokens', async () => {
  let now = Date.now();
  await start({ clock: () => now });
  const browser = new Browser();
  await signIn(browser);
  await browser.open(`${served.url}/connect`);
  code().forgetAccessTokens();
  const held = heldAnswer();
  code().misbehave({ respond: { refresh: held.answer } });
  const tab = await otherTab(browser);
  const call = tab.get(`${served.url}/api`);
  await held.handled;
  expect((await signIn(browser)).text).toContain('"connected":["code code:alice');
  held.release();
  code().misbehave();
  await call;
  expect((await browser.get(`${served.url}/api`)).text).toBe('{"user":"alice","method":"GET"}');
  now += 60_000;
  code().forgetAccessTokens();
  expect((await browser.get(`${served.url}/api`)).text).toBe('{"user":"alice","method":"GET"}');
  expect([code().calls('refresh'), code().calls('revoke'), code().refused]).toEqual([2, 0, []]);
}, 20_000);

it('a connection works or is removed after two sign-ins of the same user at once', async () => {
  await start();
  const browser = new Browser();
  await signIn(browser);
  await browser.open(`${served.url}/connect`);
  const until = `${served.url}/redirect`;
  const login = `${served.url}/login/work?returnTo=/me`;
  const back = [await browser.open(login, { until }), await browser.open(login, { until })];
  await Promise.all(back.map(({ location = '' }) => browser.get(location)));
  const { connected } = JSON.parse((await browser.get(`${served.url}/me`)).text) as { connected: string[] };
  const api = (await browser.get(`${served.url}/api`)).text;
  expect([
    [1, '{"user":"alice","method":"GET"}'],
    [0, 'null'],
  ]).toContainEqual([connected.length, api]);
});

it('connections are not visible to another user', async () => {
  await start();
  const browser = new Browser();
  await signIn(browser);
  await browser.open(`${served.url}/connect`);
  work().user = 'bob';
  expect((await signIn(browser)).text).toBe('{"ident":"work:bob","connected":[]}');
  expect((await browser.get(`${served.url}/api`)).text).toBe('null');
});

it('a link to connect works only for the user that it was made for', async () => {
  await start();
  const [alice, bob] = [new Browser(), new Browser()];
  await signIn(alice);
  const link = (await alice.get(`${served.url}/link`)).text;
  // Neither an anonymous visitor nor another user can use the link.
  const nobody = await new Browser().open(served.url + link);
  expect([nobody.status, nobody.text]).toEqual([403, expect.stringContaining('ERR_OAUTH_CONNECT')]);
  work().user = 'bob';
  await signIn(bob);
  expect((await bob.open(served.url + link)).status).toBe(403);
  expect((await bob.get(`${served.url}/me`)).text).toBe('{"ident":"work:bob","connected":[]}');
  // Another user who signs in meanwhile cannot finish the connection either.
  work().user = 'alice';
  const begun = await alice.follow(await alice.get(served.url + link), { until: `${served.url}/redirect` });
  work().user = 'bob';
  await signIn(alice);
  expect((await alice.follow(begun)).text).toContain('ERR_OAUTH_CONNECT');
  expect((await alice.get(`${served.url}/me`)).text).toBe('{"ident":"work:bob","connected":[]}');
});

it('onConnect decides, with the state of the link, and may refuse', async () => {
  const asked: unknown[] = [];
  let hookResult: boolean | string = false;
  await start({
    onConnect(info, ident, session, user, { state, client }) {
      asked.push([info.sub, ident, session.auth, user.ident, state, client]);
      return hookResult;
    },
  });
  const browser = new Browser();
  await signIn(browser);
  const refused = await browser.open(`${served.url}/connect`);
  expect(refused.text).toContain('ERR_OAUTH_CONNECT');
  expect((await browser.get(`${served.url}/me`)).text).toBe('{"ident":"work:alice","connected":[]}');
  hookResult = '/me?connected';
  expect((await browser.open(`${served.url}/connect`)).url).toBe(`${served.url}/me?connected`);
  expect(asked[0]).toEqual(['alice', 'code:alice', 'work:alice', 'work:alice', { from: 'settings' }, 'code']);
});

it('a connection that cannot be stored leaves the sign-in as it was', async () => {
  await start();
  const browser = new Browser();
  await signIn(browser);
  const { set } = records;
  records.set = async (key, ...rest) => {
    if (key.endsWith(':code')) throw new Error('the disk is full');
    return set.call(records, key, ...rest);
  };
  expect((await browser.open(`${served.url}/connect`)).text).toContain('ERR_OAUTH_SESSION_STORE');
  expect((await browser.get(`${served.url}/me`)).text).toBe('{"ident":"work:alice","connected":[]}');
});

it.each<[step: string, user: string, method: 'swap' | 'setField' | 'replace', isMeant: (key: string) => boolean]>([
  ['the same account: writing the tokens', 'alice', 'swap', (key) => key.endsWith(':code')],
  ['the same account: writing the session', 'alice', 'replace', (key) => key.includes(':sess:')],
  ['another account: writing the tokens', 'octo', 'swap', (key) => key.endsWith(':code')],
  ['another account: the note that the first one has ended', 'octo', 'setField', (key) => key.includes(':gone:')],
  ['another account: writing the session', 'octo', 'replace', (key) => key.includes(':sess:')],
])(
  'a second connection that cannot be stored leaves the first one as it was: %s fails',
  async (_step, user, method, isMeant) => {
    let now = Date.now();
    await start({ clock: () => now });
    const browser = new Browser();
    await signIn(browser);
    await browser.open(`${served.url}/connect`);
    code().user = user;
    code().misbehave({ tokenResponse: having({ refresh_token: undefined }) });
    const begun = await browser.open(`${served.url}/connect`, { until: `${served.url}/redirect` });
    const original = records[method].bind(records) as (...args: unknown[]) => Promise<never>;
    let isLeft = true;
    const failOnce = (key: string, ...rest: unknown[]) => {
      if (!isLeft || !isMeant(key)) return original(key, ...rest);
      isLeft = false;
      return Promise.reject(new Error('the disk is full'));
    };
    Object.assign(records, { [method]: failOnce });
    expect((await browser.follow(begun)).text).toContain('ERR_OAUTH_SESSION_STORE');
    expect((await browser.get(`${served.url}/me`)).text).toContain('"connected":["code code:alice');
    now += 3_700_000;
    code().forgetAccessTokens();
    expect((await browser.get(`${served.url}/api`)).text).toBe('{"user":"alice","method":"GET"}');
    expect([code().calls('refresh'), code().calls('revoke')]).toEqual([1, 0]);
  },
);

it('another account of the same provider replaces the first one, whose tokens are revoked', async () => {
  await start();
  const browser = new Browser();
  await signIn(browser);
  await browser.open(`${served.url}/connect`);
  code().user = 'octo';
  expect((await browser.open(`${served.url}/connect`)).text).toContain('"connected":["code code:octo');
  expect((await browser.get(`${served.url}/api`)).text).toBe('{"user":"octo","method":"GET"}');
  expect(code().calls('revoke')).toBe(1);
});

it('a request that began with one account never calls the API as another one that was connected meanwhile', async () => {
  await start();
  const browser = new Browser();
  await signIn(browser);
  await browser.open(`${served.url}/connect`);
  const answer = browser.get(`${served.url}/slow`);
  await slow.arrived.opened;
  code().user = 'octo';
  await browser.open(`${served.url}/connect`);
  slow.released.open();
  expect((await answer).text).toBe('code:alice ERR_OAUTH_NOT_SIGNED_IN');
});

it('a user who signs out during a connection has no connection, and its tokens are revoked', async () => {
  await start();
  const browser = new Browser();
  await signIn(browser);
  const begun = await browser.follow(await browser.get(`${served.url}/connect`), { until: `${served.url}/redirect` });
  code().misbehave({
    respond: {
      token(_req, _res, behave) {
        void browser.post(`${served.url}/logout`, {}).then(behave);
      },
    },
  });
  expect((await browser.follow(begun)).text).toContain('ERR_OAUTH_CONNECT');
  expect(code().calls('revoke')).toBe(1);
  expect(events).not.toContain('connect');
  const kept = await Promise.all(records.written().map(async (key) => [key, await records.get(key)] as const));
  expect(kept.filter(([key, value]) => value !== null && key.includes('tok:'))).toEqual([]);
});

it('a connection that a parallel write of the session removed is still revoked at the sign-out', async () => {
  await start();
  const browser = new Browser();
  await signIn(browser);
  const answer = browser.get(`${served.url}/slow`);
  await slow.arrived.opened;
  await browser.open(`${served.url}/connect`);
  slow.released.open();
  await answer;
  await browser.post(`${served.url}/logout`, {});
  expect([work().calls('revoke'), code().calls('revoke')]).toEqual([1, 1]);
});

it('an account that is disconnected while its user signs in again is revoked, and not in the new session', async () => {
  await start();
  const browser = new Browser();
  await signIn(browser);
  await browser.open(`${served.url}/connect`);
  const { setField } = records;
  const [noted, moved] = [gate(), gate()];
  records.setField = async (key, ...rest) => {
    await setField.call(records, key, ...rest);
    if (!key.includes('gone:')) return;
    noted.open();
    await moved.opened;
  };
  const begun = await browser.open(`${served.url}/login/work?returnTo=/me`, { until: `${served.url}/redirect` });
  const disconnected = browser.get(`${served.url}/disconnect`);
  await noted.opened;
  expect((await browser.follow(begun)).text).toBe('{"ident":"work:alice","connected":[]}');
  moved.open();
  await disconnected;
  await waitUntil('the tokens are revoked', async () => code().calls('revoke') === 1);
  expect(await remaining(':code')).toEqual([]);
});

it('another account that is connected while its user signs in again is refused, and its tokens are revoked', async () => {
  await start();
  const browser = new Browser();
  await signIn(browser);
  await browser.open(`${served.url}/connect`);
  const again = await browser.open(`${served.url}/login/work?returnTo=/me`, { until: `${served.url}/redirect` });
  code().user = 'octo';
  const { set } = records;
  const [written, moved] = [gate(), gate()];
  records.set = async (key, ...rest) => {
    await set.call(records, key, ...rest);
    if (!key.endsWith(':code')) return;
    written.open();
    await moved.opened;
  };
  const connected = browser.open(`${served.url}/connect`);
  await written.opened;
  expect((await browser.follow(again)).text).toBe('{"ident":"work:alice","connected":[]}');
  moved.open();
  expect((await connected).text).toContain('ERR_OAUTH_CONNECT');
  await waitUntil('the tokens are revoked', async () => code().calls('revoke') === 2);
  expect(await remaining(':code')).toEqual([]);
});

it('endAll() just after a second sign-in was listed leaves no tokens of connections', async () => {
  await start();
  const browser = new Browser();
  await signIn(browser);
  await browser.open(`${served.url}/connect`);
  const { swap } = records;
  let ended: number | undefined;
  records.swap = async (key, ...rest) => {
    if (!key.endsWith(':code')) return swap.call(records, key, ...rest);
    // During the move of the connection: both sessions have its tokens.
    records.swap = swap;
    ended = await auth.sessions.endAll('work:alice');
    return swap.call(records, key, ...rest);
  };
  await signIn(browser);
  expect(ended).toBe(2);
  expect((await browser.get(`${served.url}/me`)).status).toBe(303);
  expect(await remaining('tok:')).toEqual([]);
  await waitUntil('all are revoked', async () => work().calls('revoke') === 2 && code().calls('revoke') === 2);
});

/** The keys of this kind that still have a value. */
async function remaining(kind: string): Promise<string[]> {
  const kept = await Promise.all(records.written().map(async (key) => [key, await records.get(key)] as const));
  const left = kept.filter(([key, value]) => value !== null && key.includes(kind)).map(([key]) => key);
  // The trace of a move holds no token.
  return left.filter((key) => !key.endsWith('/moved'));
}

it('invariant 10: tokens of an earlier registration of a client go to no other provider, also when they are disconnected', async () => {
  await start({ instance: 'app' });
  const browser = new Browser();
  await signIn(browser);
  await browser.open(`${served.url}/connect`);
  // The app is started again, and another provider has the name "code" by now.
  await start({ instance: 'app', records }, undefined, work());
  expect((await browser.open(`${served.url}/disconnect`)).text).toBe('{"ident":"work:alice","connected":[]}');
  expect([work().calls('revoke'), code().calls('revoke')]).toEqual([0, 0]);
});

it('the account of the sign-in cannot be connected', async () => {
  await start();
  const browser = new Browser();
  await browser.open(`${served.url}/login/code?returnTo=/me`);
  expect((await browser.open(`${served.url}/connect`)).text).toContain('ERR_OAUTH_CONNECT');
});

it("in the app's own store an account has separate tokens for each user who connects it, and for its own sign-in", async () => {
  const rows = new Map<string, TokenSet>();
  const rowOf = ({ ident, connectedTo }: TokenKey) => `${ident} of ${connectedTo ?? 'itself'}`;
  await start({
    tokenStore: {
      load: async (key) => rows.get(rowOf(key)),
      save: async (key, tokens) => void rows.set(rowOf(key), tokens),
      remove: async (key) => void rows.delete(rowOf(key)),
    },
  });
  const [shared, other] = [new Browser(), new Browser()];
  code().user = 'shared';
  await shared.open(`${served.url}/login/code?returnTo=/me`);
  await signIn(other);
  await other.open(`${served.url}/connect`);
  expect([...rows.keys()]).toEqual(['code:shared of itself', 'work:alice of itself', 'code:shared of work:alice']);
  const answer = await auth.fetch({ ident: 'code:shared', connectedTo: 'work:alice' }, 'api');
  expect(await answer.json()).toEqual({ user: 'shared', method: 'GET' });
  await other.open(`${served.url}/disconnect`);
  expect((await auth.fetch('code:shared', 'api')).status).toBe(200);
  expect([...rows.keys()]).toEqual(['code:shared of itself', 'work:alice of itself']);
});

it('a failed second sign-in leaves the connections of the first one as they were', async () => {
  await start();
  const browser = new Browser();
  await signIn(browser);
  await browser.open(`${served.url}/connect`);
  const { setField } = records;
  records.setField = () => Promise.reject(new Error('the disk is full'));
  expect((await signIn(browser)).text).toContain('ERR_OAUTH_SESSION_STORE');
  records.setField = setField;
  expect((await browser.get(`${served.url}/api`)).text).toBe('{"user":"alice","method":"GET"}');
  expect(code().calls('revoke')).toBe(0);
});

it.each<[step: string, method: 'fields' | 'swap' | 'set', isMeant: (key: string) => boolean]>([
  ['the look at what has ended', 'fields', (key) => key.includes(':gone:')],
  ['the lock', 'swap', (key) => key.endsWith(':code/lock')],
  ['removing the tokens', 'swap', (key) => key.endsWith(':code')],
  ['writing the tokens', 'set', (key) => key.endsWith(':code')],
])(
  'a connection whose tokens cannot be moved to the next session is removed: %s fails',
  async (_step, method, isMeant) => {
    await start();
    const browser = new Browser();
    await signIn(browser);
    await browser.open(`${served.url}/connect`);
    const original = records[method].bind(records) as (...args: unknown[]) => Promise<never>;
    Object.assign(records, {
      [method]: (key: string, ...rest: unknown[]) =>
        isMeant(key) ? Promise.reject(new Error('the disk is full')) : original(key, ...rest),
    });
    const begun = await browser.open(`${served.url}/login/work?returnTo=/me`, { until: `${served.url}/redirect` });
    expect((await browser.get(begun.location ?? '')).location).toBe(`${served.url}/me`);
    expect(events).toContain('failure');
    Object.assign(records, { [method]: original });
    expect((await browser.get(`${served.url}/me`)).text).toBe('{"ident":"work:alice","connected":[]}');
    await browser.open(`${served.url}/connect`);
    expect((await browser.get(`${served.url}/api`)).text).toBe('{"user":"alice","method":"GET"}');
  },
);

it.each<['writing' | 'removing', 'set' | 'swap']>([
  ['writing', 'set'],
  ['removing', 'swap'],
])('a connection moves to the next session although %s its tokens fails once', async (_step, method) => {
  await start();
  const browser = new Browser();
  await signIn(browser);
  await browser.open(`${served.url}/connect`);
  const original = records[method].bind(records) as (...args: unknown[]) => Promise<unknown>;
  let isLeft = true;
  const failOnce = async (key: string, ...rest: unknown[]) => {
    const result = await original(key, ...rest);
    if (!isLeft || !key.endsWith(':code')) return result;
    isLeft = false;
    throw new Error('the answer of the store was lost');
  };
  Object.assign(records, { [method]: failOnce });
  expect((await signIn(browser)).text).toContain('"connected":["code code:alice');
  expect(isLeft).toBe(false);
  expect((await browser.get(`${served.url}/api`)).text).toBe('{"user":"alice","method":"GET"}');
  code().forgetAccessTokens();
  expect((await browser.get(`${served.url}/api`)).text).toBe('{"user":"alice","method":"GET"}');
  expect(code().calls('revoke')).toBe(0);
});

it('an account that is disconnected while the same user signs in again stays disconnected, and its tokens are revoked', async () => {
  await start();
  const browser = new Browser();
  await signIn(browser);
  await browser.open(`${served.url}/connect`);
  const begun = await browser.open(`${served.url}/login/work?returnTo=/me`, { until: `${served.url}/redirect` });
  const [asked, moved] = [gate(), gate()];
  const take = records.take.bind(records);
  let takes = 0;
  records.take = async (key) => {
    if (!key.endsWith(':code')) return take(key);
    takes += 1;
    if (takes > 1) return take(key);
    // The request that disconnects has remembered that, and comes to the tokens only after the sign-in.
    asked.open();
    await moved.opened;
    return take(key);
  };
  const tab = new Browser();
  for (const cookie of await browser.jar.getCookies(served.url)) await tab.jar.setCookie(cookie.toString(), served.url);
  const disconnected = tab.get(`${served.url}/disconnect`);
  await asked.opened;
  expect((await browser.get(begun.location ?? '')).location).toBe(`${served.url}/me`);
  moved.open();
  await disconnected;
  expect((await browser.get(`${served.url}/me`)).text).toBe('{"ident":"work:alice","connected":[]}');
  await waitUntil('the tokens are revoked', async () => code().calls('revoke') === 1);
});

describe.each<[kind: string, before: (app: express.Express) => void]>([
  ['our own sessions', () => undefined],
  [
    "the app's own express-session",
    (app) =>
      app.use(expressSession({ secret: 'another secret of the app itself', resave: false, saveUninitialized: false })),
  ],
])('a request that is still running, in %s,', (_kind, before) => {
  it('does not bring a disconnected account back', async () => {
    await start({}, before);
    const browser = new Browser();
    await signIn(browser);
    await browser.open(`${served.url}/connect`);
    const answer = browser.get(`${served.url}/slow`);
    await slow.arrived.opened;
    expect((await browser.open(`${served.url}/disconnect`)).text).toBe('{"ident":"work:alice","connected":[]}');
    slow.released.open();
    await answer;
    expect((await browser.get(`${served.url}/me`)).text).toBe('{"ident":"work:alice","connected":[]}');
    // Nor into the session of the next sign-in.
    expect((await signIn(browser)).text).toBe('{"ident":"work:alice","connected":[]}');
    // The same account can be connected again.
    await browser.open(`${served.url}/connect`);
    expect((await browser.get(`${served.url}/api`)).text).toBe('{"user":"alice","method":"GET"}');
  });

  it('does not bring an account back that another one has replaced', async () => {
    await start({}, before);
    const browser = new Browser();
    await signIn(browser);
    await browser.open(`${served.url}/connect`);
    const answer = browser.get(`${served.url}/slow`);
    await slow.arrived.opened;
    code().user = 'octo';
    await browser.open(`${served.url}/connect`);
    slow.released.open();
    await answer;
    expect((await browser.get(`${served.url}/me`)).text).not.toContain('code:alice');
  });
});

it.each([
  ['signed in', true],
  ['signed out', false],
])(
  'a connection that takes longer than a login may is refused, and is no sign-in, for a user who is %s',
  async (_how, stays) => {
    let now = Date.now();
    await start({ clock: () => now });
    const browser = new Browser();
    await signIn(browser);
    const begun = await browser.follow(await browser.get(`${served.url}/connect`), { until: `${served.url}/redirect` });
    if (!stays) await browser.post(`${served.url}/logout`, {}, { headers: { 'sec-fetch-site': 'same-origin' } });
    now += 16 * 60_000;
    const page = await browser.follow(begun);
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('ERR_OAUTH_CONNECT')]);
    const after = await browser.get(`${served.url}/me`);
    expect([after.status, after.text]).toEqual(stays ? [200, '{"ident":"work:alice","connected":[]}'] : [303, '']);
  },
);

it.each([
  ['has expired', (link: string) => link, 25],
  ['was changed', (link: string) => changeCharacter(link, -2), 0],
])('a link to connect whose ticket %s is refused, and begins no sign-in', async (_what, change, hours) => {
  let now = Date.now();
  await start({ clock: () => now, session: { idleSeconds: 200_000 } });
  const browser = new Browser();
  await signIn(browser);
  const link = change((await browser.get(`${served.url}/link`)).text);
  now += hours * 3_600_000;
  const page = await browser.open(served.url + link);
  expect([page.status, page.text]).toEqual([400, expect.stringContaining('ERR_OAUTH_LINK_EXPIRED')]);
  expect(code().calls('authorize')).toBe(0);
});

it('the function that onConnect returns sees the new connection', async () => {
  await start({ onConnect: () => (req, res) => res.send(Object.keys(requireUser(req).connections).join()) });
  const browser = new Browser();
  await signIn(browser);
  expect((await browser.open(`${served.url}/connect`)).text).toBe('code');
});
