import { describe, expect, it } from '@jest/globals';
import type { Express, Request, Response } from 'express';
import session from 'express-session';
import { Browser } from '../support/browser.js';
import type { SignInAppOptions } from '../support/sign-in-app.js';
import { useApps } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';
import { WatchedRecords } from '../unit/watched-records.js';

const provider = useProvider();
const startApp = useApps(() => ({ client: provider.client }));

type Way = (req: Request) => unknown;

/** The ways in which a hook can take the session of its request away. */
const WAYS: [what: string, way: Way][] = [
  ['destroy()', (req) => void req.session.destroy(() => undefined)],
  ['destroy() that is awaited', (req) => new Promise((done) => req.session.destroy(done))],
  [
    'destroy() without a callback',
    (req) => (req.session.destroy as unknown as (done?: undefined) => unknown).call(req.session) && undefined,
  ],
  ['regenerate()', (req) => void req.session.regenerate(() => undefined)],
  ['regenerate() that is awaited', (req) => new Promise((done) => req.session.regenerate(done))],
  ['req.session = null', (req) => void Object.assign(req, { session: null })],
  ['delete req.session', (req) => delete (req as Partial<Request>).session],
];

const STORES: [store: string, before: (server: Express) => void][] = [
  ['our own store', () => undefined],
  [
    "the app's own express-session",
    (server) =>
      void server.use(session({ secret: 'the own session of this app', resave: false, saveUninitialized: false })),
  ],
];

async function start({ options, ...how }: Partial<SignInAppOptions>) {
  const records = new WatchedRecords(Date.now);
  const app = await startApp({
    ...how,
    options: { records, secret: 'a secret that is long enough for a test', ...options },
  });
  const events: string[] = [];
  app.auth.events.on('signIn', () => events.push('signIn'));
  app.auth.events.on('signOut', ({ reason }) => events.push(reason));
  app.auth.events.on('failure', ({ error }) => events.push(error.code));
  /** The kinds of records that are left of a sign-in. */
  const left = async () => {
    const kept = await Promise.all(
      records.written().map(async (key) => ((await records.get(key)) === null ? '' : key)),
    );
    return [...new Set(kept.map((key) => /:(sess|tok|ident|sid):/.exec(key)?.[1]).filter(Boolean))];
  };
  return { ...app, events, left };
}

describe.each(STORES)('a hook takes the session away: %s', (_store, before) => {
  it.each(WAYS)('in getAuth, by %s: the error page, nobody is signed in, and nothing is left', async (_what, way) => {
    const { url, events, left } = await start({
      before,
      options: {
        async getAuth(_info, _ident, _session, _state, { req }) {
          await way(req);
          return true;
        },
      },
    });
    const browser = new Browser();
    const page = await browser.signInAt(`${url}/me`, 'bob');
    expect([page.status, page.text]).toEqual([500, expect.stringContaining('ERR_OAUTH_NO_SESSION')]);
    expect(events).toEqual(['ERR_OAUTH_NO_SESSION']);
    expect((await browser.get(`${url}/me`)).status).toBe(303);
    expect(await left()).toEqual([]);
  });

  it.each(WAYS)('in getAuth of a second login, by %s: the first one stays', async (_what, way) => {
    let isFirst = true;
    const { url } = await start({
      before,
      options: {
        async getAuth(_info, _ident, _session, _state, { req }) {
          if (!isFirst) await way(req);
          isFirst = false;
          return true;
        },
      },
    });
    const browser = new Browser();
    await browser.signInAt(`${url}/me`, 'bob');
    const chooser = await browser.open(`${url}/login/oidc?other`);
    const page = await browser.follow(await browser.clickUser(chooser, 'alice'));
    expect(page.text).toContain('ERR_OAUTH_NO_SESSION');
    expect(JSON.parse((await browser.get(`${url}/me`)).text)).toMatchObject({ ident: 'oidc:bob' });
  });

  it.each(WAYS.filter(([what]) => what !== 'regenerate()'))(
    'in checkInvalid, by %s: the user is signed out, and nothing is left',
    async (what, way) => {
      let isTaken = false;
      const { url, events, left } = await start({
        before,
        options: {
          async checkInvalid(req) {
            if (isTaken) await way(req);
          },
        },
      });
      const browser = new Browser();
      await browser.signInAt(`${url}/me`, 'bob');
      isTaken = true;
      const answer = await browser.get(`${url}/me`);
      expect([answer.status, answer.location]).toEqual([303, expect.stringContaining('notice=signed-out')]);
      isTaken = false;
      expect((await browser.get(`${url}/me`)).status).toBe(303);
      expect(events).toEqual(['signIn', 'invalid']);
      // The session that regenerate() makes is the app's, and has no user.
      expect((await left()).filter((kind) => kind !== 'sess' || !what.startsWith('regenerate'))).toEqual([]);
    },
  );

  it('in checkInvalid, by a regenerate() that is not awaited: the user is signed out from the next request on', async () => {
    const { url } = await start({
      before,
      options: { checkInvalid: (req) => void req.session.regenerate(() => undefined) },
    });
    const browser = new Browser();
    await browser.signInAt(`${url}/me`, 'bob');
    expect((await browser.get(`${url}/me`)).status).toBe(303);
  });

  it('in checkInvalid, which then throws, names a path, or logs out itself: nothing is left either', async () => {
    const ways: [what: string, way: (req: Request) => unknown][] = [
      [
        'throws',
        (req) => {
          req.session.destroy(() => undefined);
          throw new Error('no');
        },
      ],
      [
        'path',
        (req) => {
          req.session.destroy(() => undefined);
          return '/';
        },
      ],
      ['logout', () => 'logout'],
    ];
    for (const [what, way] of ways) {
      let isTaken = false;
      const app = await start({
        before,
        options: {
          skip: ['/'],
          async checkInvalid(req) {
            if (!isTaken) return false;
            const result = way(req);
            if (result === 'logout') await app.auth.logout(req, req.res as never);
            return result === 'logout' ? false : (result as string);
          },
        },
      });
      const browser = new Browser();
      await browser.signInAt(`${app.url}/me`, 'bob');
      isTaken = true;
      await browser.get(`${app.url}/me`);
      isTaken = false;
      expect([what, (await browser.get(`${app.url}/me`)).status, await app.left()]).toEqual([what, 303, []]);
      expect(app.events.filter((event) => event === 'invalid' || event === 'logout')).toHaveLength(1);
    }
  });

  it.each(WAYS)('in onLogout, by %s: the user is signed out all the same', async (_what, way) => {
    const { url, left } = await start({ before, options: { onLogout: async (req) => void (await way(req)) } });
    const browser = new Browser();
    await browser.signInAt(`${url}/me`, 'bob');
    await browser.get(`${url}/logout`, { from: browser.page });
    expect((await browser.get(`${url}/me`)).status).toBe(303);
    expect(await left()).toEqual([]);
  });

  it.each(WAYS.filter(([what]) => what !== 'regenerate()'))(
    'in the check of require(), by %s: the user is signed out, and the route is not reached',
    async (what, way) => {
      for (const result of [true, false]) {
        let isTaken = false;
        let reached = 0;
        const check = async (_auth: unknown, req: Request) => {
          if (!isTaken) return true;
          await way(req);
          return result;
        };
        const { url, events, left } = await start({
          before,
          options: { skip: ['/', '/checked'] },
          routes: (server, auth) =>
            server.get('/checked', auth.require({ check }), (_req, res) => {
              reached += 1;
              res.send('reached');
            }),
        });
        const browser = new Browser();
        await browser.signInAt(`${url}/checked`, 'bob');
        expect(reached).toBe(1);
        isTaken = true;
        const answer = await browser.get(`${url}/checked`);
        expect([answer.status, answer.location]).toEqual([303, expect.stringContaining('notice=signed-out')]);
        expect([reached, events]).toEqual([1, ['signIn', 'invalid']]);
        expect((await browser.get(`${url}/me`)).status).toBe(303);
        expect((await left()).filter((kind) => kind !== 'sess' || !what.startsWith('regenerate'))).toEqual([]);
      }
    },
  );

  it.each(WAYS.filter(([what]) => what !== 'regenerate()'))(
    'in a function that a hook answers with, by %s: the user is signed out, and nothing is left',
    async (what, way) => {
      let isTaken = false;
      const goodbye = async (req: Request, res: Response) => {
        await way(req);
        res.send('goodbye');
      };
      const { url, events, left } = await start({
        before,
        options: { checkInvalid: () => (isTaken ? goodbye : false) },
      });
      const browser = new Browser();
      await browser.signInAt(`${url}/me`, 'bob');
      isTaken = true;
      expect((await browser.get(`${url}/me`)).text).toBe('goodbye');
      isTaken = false;
      expect((await browser.get(`${url}/me`)).status).toBe(303);
      expect(events).toEqual(['signIn', 'invalid']);
      expect((await left()).filter((kind) => kind !== 'sess' || !what.startsWith('regenerate'))).toEqual([]);
    },
  );

  it('reload() in a hook takes nothing away', async () => {
    const { url } = await start({
      before,
      options: {
        getAuth: async (_info, _ident, fresh) => new Promise((done) => fresh.reload(() => done(true))),
        checkInvalid: async (req) => new Promise((done) => req.session.reload(() => done(false))),
      },
    });
    const page = await new Browser().signInAt(`${url}/me`, 'bob');
    expect(JSON.parse(page.text)).toMatchObject({ ident: 'oidc:bob' });
  });
});
