import { beforeEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import session from 'express-session';
import { oauth, oidc, requireUser, userOf } from '../../src/index.js';
import type { OAuth, OAuthOptions } from '../../src/index.js';
import { Browser } from '../support/browser.js';
import type { Page } from '../support/browser.js';
import { gate } from '../support/gate.js';
import type { Gate } from '../support/gate.js';
import { useNewHostileProvider } from '../support/hostile/use-hostile-provider.js';
import { serve } from '../support/serve.js';
import { useEndAfterTest } from '../support/use.js';
import { waitUntil } from '../support/wait-until.js';
import { WatchedRecords } from '../unit/watched-records.js';

const provider = useNewHostileProvider();
const endAfterTest = useEndAfterTest();
let records: WatchedRecords;
let auth: OAuth;
let url: string;
let browser: Browser;
let now: number;
/** By the state of the app: `getAuth` opens `arrived`, and waits for `released`. */
let held: Map<unknown, { arrived: Gate; released: Gate }>;

beforeEach(() => {
  now = Date.now();
  browser = new Browser();
  held = new Map();
});

async function start(kind: string, options: OAuthOptions = {}): Promise<void> {
  const clock = () => now;
  records = new WatchedRecords(clock);
  const app = express();
  if (kind !== 'our own sessions')
    app.use(session({ secret: 'another secret of the app itself', resave: false, saveUninitialized: false }));
  auth = oauth(app, oidc(provider().client), {
    records,
    clock,
    secret: 'a secret that is long enough for a test',
    skip: ['/put', '/data', '/link'],
    async getAuth(_info, _ident, appSession, state) {
      Object.assign(appSession, { [`of ${String(state)}`]: true });
      held.get(state)?.arrived.open();
      await held.get(state)?.released.opened;
      return true;
    },
    ...options,
  });
  app.get('/put', (req, res) => void res.json(Object.assign(req.session, { cart: ['apples'] }).cart));
  app.get('/link', (req, res) => {
    const state = req.query['state'] as string;
    res.redirect(auth.loginLink(req, { client: 'oidc', returnTo: `/me?${state}`, state }));
  });
  app.get('/data', (req, res) => {
    const {
      cookie: _cookie,
      auth: _auth,
      signIn: _signIn,
      ...data
    } = req.session as unknown as Record<string, unknown>;
    res.json({ ident: userOf(req)?.ident, ...data });
  });
  app.get('/me', (req, res) => void res.send(`${requireUser(req).ident} at ${req.originalUrl}`));
  app.get('/token', async (req, res) => void res.send((await requireUser(req).accessToken()) && 'a token'));
  ({ url } = endAfterTest(await serve(app)));
}

/** Begins a login, and gives the address that the provider sends the browser to. */
async function callbackOf(state: string): Promise<string> {
  const begun = await browser.open(`${url}/link?state=${state}`, { until: `${url}/redirect` });
  return begun.location ?? '';
}

const sessionsOf = (ident: string) => auth.sessions.list(ident);
const data = async () => JSON.parse((await browser.get(`${url}/data`)).text) as Record<string, unknown>;

async function expectOneSession(ident = 'oidc:alice'): Promise<void> {
  expect(await sessionsOf(ident)).toHaveLength(1);
  expect((await browser.get(`${url}/token`)).text).toBe('a token');
  const stored = await Promise.all(records.written().map(async (key) => [key, await records.get(key)] as const));
  expect(stored.filter(([key, value]) => value !== null && key.includes('tok:'))).toHaveLength(1);
}

describe.each([['our own sessions'], ["the app's own express-session"]])(
  'sign-ins of one browser at once, in %s,',
  (kind) => {
    it.each<[before: string, prepare: () => Promise<unknown>]>([
      ['an anonymous one without a cookie', async () => undefined],
      ['an anonymous one with a session', () => browser.get(`${url}/put`)],
      ['one that is signed in', () => browser.open(`${url}/me`)],
      ['one that has given up a login', () => callbackOf('given-up')],
    ])('leave one living session to %s, and every tab arrives', async (_before, prepare) => {
      await start(kind);
      await prepare();
      const names = ['a', 'b', 'c', 'd'];
      const callbacks: string[] = [];
      for (const name of names) callbacks.push(await callbackOf(name));
      const answers = await Promise.all(callbacks.toReversed().map((callback) => browser.get(callback)));
      expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303]);
      // Whichever answer the browser has read last.
      const cookies = answers.map(
        ({ headers }) =>
          headers
            .getSetCookie()
            .find((each) => /sid=/.test(each))
            ?.split(';')[0],
      );
      expect(new Set(cookies).size).toBe(1);
      const pages = await Promise.all(names.map((name) => browser.get(`${url}/me?${name}`)));
      expect(pages.map(({ text }) => text)).toEqual(names.map((name) => `oidc:alice at /me?${name}`));
      await expectOneSession();
    });

    it('keep the data of the anonymous session, and what each getAuth has put into it', async () => {
      await start(kind);
      await browser.get(`${url}/put`);
      const callbacks = [await callbackOf('a'), await callbackOf('b')];
      await Promise.all(callbacks.map((callback) => browser.get(callback)));
      expect(await data()).toEqual({ ident: 'oidc:alice', cart: ['apples'], 'of a': true, 'of b': true });
    });

    it('revoke the refresh token of the one that counts no more, and end with one sign-out', async () => {
      await start(kind);
      const callbacks = [await callbackOf('a'), await callbackOf('b')];
      await Promise.all(callbacks.map((callback) => browser.get(callback)));
      await waitUntil('it is revoked', async () => provider().calls('revoke') === 1);
      await browser.post(`${url}/logout`, {}, { headers: { 'sec-fetch-site': 'same-origin' } });
      expect(await sessionsOf('oidc:alice')).toEqual([]);
      expect((await browser.get(`${url}/me`)).status).toBe(303);
      expect(provider().calls('revoke')).toBe(2);
    });

    it('leave one session also where one began while the other was being answered', async () => {
      await start(kind);
      const slow = { arrived: gate(), released: gate() };
      const early = await callbackOf('early');
      held.set('late', slow);
      held.set('early', { arrived: gate(), released: gate() });
      const earlyAnswer = browser.get(early);
      await held.get('early')?.arrived.opened;
      const lateAnswer = browser.get(await callbackOf('late'));
      await slow.arrived.opened;
      held.get('early')?.released.open();
      expect((await earlyAnswer).status).toBe(303);
      slow.released.open();
      expect((await lateAnswer).status).toBe(303);
      await expectOneSession();
    });

    it('leave one session also where the later one overtakes the other, whose request knows nothing of it', async () => {
      await start(kind);
      const early = await callbackOf('early');
      held.set('early', { arrived: gate(), released: gate() });
      const earlyAnswer = browser.get(early);
      await held.get('early')?.arrived.opened;
      expect((await browser.get(await callbackOf('late'))).status).toBe(303);
      now += 1500;
      held.get('early')?.released.open();
      expect((await earlyAnswer).status).toBe(303);
      await expectOneSession();
      expect(await data()).toMatchObject({ 'of early': true, 'of late': true });
    });

    it('of two users leave the later one', async () => {
      await start(kind);
      const alice = await callbackOf('alice');
      provider().user = 'bob';
      const bob = await callbackOf('bob');
      held.set('bob', { arrived: gate(), released: gate() });
      const later = browser.get(bob);
      await held.get('bob')?.arrived.opened;
      await browser.get(alice);
      held.get('bob')?.released.open();
      await later;
      expect(await sessionsOf('oidc:alice')).toEqual([]);
      await expectOneSession('oidc:bob');
      expect(await data()).toEqual({ ident: 'oidc:bob', 'of bob': true });
    });

    it('one after the other have a new session id each', async () => {
      await start(kind);
      const first = await callbackOf('a');
      const second = await callbackOf('b');
      const ids: (string | undefined)[] = [];
      for (const callback of [first, second]) {
        await browser.get(callback);
        ids.push((await sessionsOf('oidc:alice'))[0]?.id);
      }
      expect(new Set(ids).size).toBe(2);
      await expectOneSession();
    });

    it('do not bring back a session that has ended between them', async () => {
      await start(kind);
      const [a, b] = [await callbackOf('a'), await callbackOf('b')];
      held.set('b', { arrived: gate(), released: gate() });
      const later: Promise<Page> = browser.get(b);
      await held.get('b')?.arrived.opened;
      await browser.get(a);
      const [ended] = await sessionsOf('oidc:alice');
      await auth.sessions.end(ended?.id ?? '');
      held.get('b')?.released.open();
      await later;
      const [living, ...others] = await sessionsOf('oidc:alice');
      expect([others.length, living?.id === ended?.id]).toEqual([0, false]);
    });

    it('of another browser are not touched', async () => {
      await start(kind);
      await new Browser().open(`${url}/me`);
      const callbacks: string[] = [await callbackOf('a'), await callbackOf('b')];
      await Promise.all(callbacks.map((callback) => browser.get(callback)));
      expect(await sessionsOf('oidc:alice')).toHaveLength(2);
    });
  },
);
