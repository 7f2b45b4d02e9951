import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Express, Request } from 'express';
import express from 'express';
import express4 from 'express4';
import session from 'express-session';
import { Browser } from '../support/browser.js';
import type { SignInApp, SignInAppOptions } from '../support/sign-in-app.js';
import { useApps } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';

const provider = useProvider();
const startApp = useApps(() => ({ client: provider.client }));

const cycle: Record<string, unknown> = {};
cycle['self'] = cycle;

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = { in: value };
  return value;
}

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** What an app may put into a session, although no store can write it. */
const VALUES: [what: string, value: unknown, path: string][] = [
  ['a revoked Proxy', revokedProxy(), 'req.session.row'],
  ['a BigInt', { id: 10n }, 'req.session.row.id'],
  ['a cycle', cycle, 'req.session.row.self'],
  ['5,000 levels', nested(5000), 'req.session.row.in'],
  [
    'a toJSON that throws',
    {
      toJSON() {
        throw new Error('no');
      },
    },
    'req.session.row',
  ],
  [
    'a getter that throws',
    {
      get id() {
        throw new TypeError('no');
      },
    },
    'req.session.row.id',
  ],
];

const OWN = [
  'our own store',
  {
    make: express,
    before: () => undefined,
  },
] as const;
const OWN4 = [
  'our own store, Express 4',
  { make: express4 as unknown as () => Express, before: () => undefined },
] as const;
const APP = [
  "the app's own express-session",
  {
    make: express,
    before: (server: Express) =>
      void server.use(session({ secret: 'the own session of this app', resave: false, saveUninitialized: false })),
  },
] as const;

let failures: unknown[];
let rejections: unknown[];
const note = (reason: unknown) => rejections.push(reason);

beforeEach(() => {
  failures = [];
  rejections = [];
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
});

afterEach(() => {
  process.off('unhandledRejection', note);
  process.off('uncaughtException', note);
  if (rejections.length > 0) throw new AggregateError(rejections, 'This would have ended the process');
});

async function start(how: Partial<SignInAppOptions>): Promise<SignInApp> {
  const app = await startApp({ ...how, options: { skip: ['/', '/open/*'], ...how.options } });
  app.auth.events.on('failure', ({ error, reference }) =>
    failures.push([error.code, error.hint?.match(/req\.session[\w.]*/)?.[0], reference === 'late']),
  );
  return app;
}

const put = (req: Request, value: unknown) => Object.assign(req.session, { row: value });

describe.each([OWN, OWN4, APP])('a value that no store can write: %s', (_kind, how) => {
  it.each(VALUES)(
    'in a handler it is the error page, and the session stays as it was: %s',
    async (_what, value, path) => {
      const { url } = await start({
        ...how,
        routes: (server) => {
          server.get('/put', (req, res) => {
            put(req, value);
            res.send('put');
          });
          server.get('/later', async (req, res) => {
            await Promise.resolve();
            put(req, value);
            res.redirect('/me');
          });
        },
      });
      const browser = new Browser();
      await browser.signInAt(`${url}/me`, 'bob');
      for (const [count, route] of ['/put', '/later'].entries()) {
        const page = await browser.get(url + route);
        expect([page.status, page.text, page.location]).toEqual([
          500,
          expect.stringContaining('ERR_OAUTH_SESSION_STORE'),
          undefined,
        ]);
        expect(failures[count]).toEqual(['ERR_OAUTH_SESSION_STORE', expect.stringContaining(path), false]);
      }
      expect(JSON.parse((await browser.get(`${url}/me`)).text)).toMatchObject({ ident: 'oidc:bob' });
    },
  );

  it('an anonymous visitor gets the error page, too; a program gets a problem', async () => {
    const { url } = await start({
      ...how,
      routes: (server) =>
        server.get('/open/put', (req, res) => {
          put(req, 10n);
          res.json({ put: true });
        }),
    });
    const page = await new Browser().get(`${url}/open/put`);
    expect([page.status, page.text]).toEqual([500, expect.stringContaining('ERR_OAUTH_SESSION_STORE')]);
    const answer = await fetch(`${url}/open/put`, { headers: { accept: 'application/json' } });
    expect([answer.status, answer.headers.get('content-type'), await answer.json()]).toEqual([
      500,
      expect.stringContaining('application/problem+json'),
      expect.objectContaining({ code: 'ERR_OAUTH_SESSION_STORE' }),
    ]);
  });

  it('a response that has begun goes on to its end, and the failure is an event', async () => {
    const { url } = await start({
      ...how,
      routes: (server) => {
        server.get('/open/stream', (req, res) => {
          put(req, 10n);
          Readable.from(['one ', 'two ', 'three']).pipe(res);
        });
        server.get('/open/late', (req, res) => {
          res.write('one ');
          put(req, cycle);
          res.end('two');
        });
      },
    });
    expect(await (await fetch(`${url}/open/stream`)).text()).toBe('one two three');
    expect(await (await fetch(`${url}/open/late`)).text()).toBe('one two');
    expect(failures).toEqual([
      ['ERR_OAUTH_SESSION_STORE', 'req.session.row', true],
      ['ERR_OAUTH_SESSION_STORE', 'req.session.row.self', true],
    ]);
  });

  it.each(VALUES)('in getAuth it fails the login: %s', async (_what, value, path) => {
    const { url } = await start({
      ...how,
      options: { getAuth: (_info, _ident, carried) => Boolean(Object.assign(carried, { row: value })) },
    });
    const browser = new Browser();
    const page = await browser.signInAt(`${url}/me`, 'bob');
    expect([page.status, page.text]).toEqual([500, expect.stringContaining('ERR_OAUTH_SESSION_STORE')]);
    expect(failures).toEqual([['ERR_OAUTH_SESSION_STORE', expect.stringContaining(path), false]]);
    expect((await browser.get(`${url}/me`)).status).toBe(303);
  });

  it('put into the old session on the way back from the provider, it is the error page', async () => {
    const { url } = await start({
      ...how,
      before: (server) => {
        how.before(server);
        server.use('/redirect', (req, _res, next) => {
          // Our own session is not there yet.
          if ((req as Partial<Request>).session) put(req, 10n);
          next();
        });
      },
    });
    const page = await new Browser().signInAt(`${url}/me`, 'bob');
    const isOurs = how !== APP[1];
    expect(page.status).toBe(isOurs ? 200 : 500);
    expect(page.text).toContain(isOurs ? 'oidc:bob' : 'ERR_OAUTH_SESSION_STORE');
  });

  it('in checkInvalid it is the error page', async () => {
    const { url } = await start({ ...how, options: { checkInvalid: (req) => void put(req, 10n) } });
    const browser = new Browser();
    const page = await browser.signInAt(`${url}/me`, 'bob');
    expect([page.status, page.text]).toEqual([500, expect.stringContaining('ERR_OAUTH_SESSION_STORE')]);
    expect(failures).toEqual([['ERR_OAUTH_SESSION_STORE', 'req.session.row', false]]);
  });

  it('in onLogout it does not keep the user from signing out', async () => {
    const { url } = await start({
      ...how,
      options: { onLogout: (req) => void Object.assign(req, { session: req.session ?? { row: 10n } }) },
    });
    const browser = new Browser();
    await browser.signInAt(`${url}/me`, 'bob');
    await browser.get(`${url}/logout`, { from: browser.page });
    expect((await browser.get(`${url}/me`)).status).toBe(303);
  });

  it.each<[what: string, spoil: (req: Request) => unknown]>([
    ['another object', (req) => Object.assign(req, { session: { user: 'bob' } })],
    ['a text', (req) => Object.assign(req, { session: 'bob' })],
    ['a session without its cookie', (req) => Object.assign(req.session, { cookie: null })],
    ['a session whose touch() is a field', (req) => Object.assign(req.session, { touch: 1 })],
    ['a session whose JSON is nothing', (req) => Object.assign(req.session, { toJSON: () => undefined })],
  ])('in the place of the session it is the error page: %s', async (_what, spoil) => {
    const { url } = await start({
      ...how,
      routes: (server) =>
        server.get('/spoil', (req, res) => {
          spoil(req);
          res.send('spoilt');
        }),
    });
    const browser = new Browser();
    await browser.signInAt(`${url}/me`, 'bob');
    expect((await browser.get(`${url}/spoil`)).status).toBe(500);
    expect(failures).toHaveLength(1);
    expect((await browser.get(`${url}/me`)).status).toBe(200);
  });
});

it("the app's own error handler, and another middleware that wraps the response, do not hide it", async () => {
  const { url } = await start({
    before: (server) =>
      void server.use((_req, res, next) => {
        const end = res.end.bind(res) as (...args: unknown[]) => typeof res;
        res.end = ((...args: unknown[]) => {
          res.setHeader('X-Ends', Number(res.getHeader('X-Ends') ?? 0) + 1);
          return end(...args);
        }) as typeof res.end;
        next();
      }),
    routes: (server) => {
      server.get('/open/put', (req, res) => {
        put(req, 10n);
        res.end('put');
      });
      server.get('/open/throws', (req) => {
        put(req, 10n);
        throw new Error('of the app');
      });
    },
  });
  for (const path of ['/open/put', '/open/throws']) {
    const page = await new Browser().get(url + path);
    expect([page.status, page.text]).toEqual([500, expect.stringContaining('ERR_OAUTH_SESSION_STORE')]);
    expect(page.headers.get('x-ends')).toBe('1');
  }
});

it('a function in a session is left out, as always', async () => {
  const { url } = await start({
    routes: (server) =>
      server.get('/open/put', (req, res) => {
        put(req, () => 1);
        res.send('put');
      }),
  });
  expect((await new Browser().get(`${url}/open/put`)).text).toBe('put');
});
