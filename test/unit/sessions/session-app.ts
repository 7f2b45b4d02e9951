import express from 'express';
import session from 'express-session';
import type { SessionData } from 'express-session';
import type { SignIn } from '../../../src/sessions/session-data.js';
import { handleOf } from '../../../src/records/session-handle.js';
import { sessionKey } from '../../../src/records/record-keys.js';
import { EndedSessions } from '../../../src/sessions/ended-sessions.js';
import { SessionStore } from '../../../src/sessions/session-store.js';
import { serve } from '../../support/serve.js';
import type { Served } from '../../support/serve.js';
import { sessionOf } from '../../support/session-of.js';
import { manualClock } from '../manual-clock.js';
import type { ManualClock } from '../manual-clock.js';
import { WatchedRecords } from '../watched-records.js';

declare module 'express-session' {
  interface SessionData {
    note?: string;
  }
}

/** An app with express-session and our store, and the controls that a test needs. */
export interface SessionApp extends Served {
  clock: ManualClock;
  records: WatchedRecords;
  store: SessionStore;
  /** Sends a request with a cookie. Returns the answer, and the cookie to use from now on. */
  ask(path: string, cookie?: string): Promise<{ status: number; text: string; cookie: string }>;
  /** The key of the session record that a cookie belongs to. */
  keyOf(cookie: string): string;
  /** Lets a pending request for `/slow` go on. */
  finishSlow(): void;
  /** Resolves when a request on `/slow` has its session. */
  slowArrived: Promise<void>;
}

/** The settings of the app. */
export interface SessionAppOptions {
  idleSeconds?: number;
  absoluteSeconds?: number;
  secret?: string | string[];
  records?: WatchedRecords;
  clock?: ManualClock;
}

/** Starts such an app on a free port. */
export async function sessionApp(options: SessionAppOptions = {}): Promise<SessionApp> {
  const { idleSeconds = 100, absoluteSeconds = 1000, secret = 'a secret of this app', clock = manualClock() } = options;
  const records = options.records ?? new WatchedRecords(clock);
  const ended = new EndedSessions({ records, prefix: 'app:', clock, seconds: absoluteSeconds });
  const store = new SessionStore({ records, prefix: 'app:', idleSeconds, absoluteSeconds, clock, ended });
  let finishSlow = (): void => undefined;
  let arrive = (): void => undefined;
  const slowArrived = new Promise<void>((resolve) => (arrive = resolve));
  const app = express();
  app.use(
    session({
      secret,
      store,
      name: 'sid',
      resave: false,
      saveUninitialized: false,
      cookie: { maxAge: absoluteSeconds * 1000 },
    }),
  );
  app.get('/note', (req, res) => void res.send(req.session.note ?? 'none'));
  app.get('/note/:text', (req, res) => {
    req.session.note = req.params.text;
    res.send('noted');
  });
  app.get('/sign-in', (req, res) => {
    sessionOf(req).auth = 'test:ada';
    sessionOf(req).signIn = {
      ident: 'test:ada',
      client: 'test',
      registration: 'test',
      instance: 'test',
      session: handleOf(req.sessionID),
      info: { sub: 'ada', raw: {} },
      scope: [],
      returnedTo: '/',
      signedInAt: clock(),
      endsAt: clock() + absoluteSeconds * 1000,
    } satisfies SignIn;
    res.send('signed in');
  });
  app.get('/end', (req, res, next) => req.session.destroy((error) => (error ? next(error) : res.send('ended'))));
  app.get('/change', (req, res, next) =>
    req.session.regenerate((error) => (error ? next(error) : res.send('changed'))),
  );
  app.get('/reload', (req, res) =>
    req.session.reload((error) => void res.send(error ? 'gone' : (req.session.note ?? 'none'))),
  );
  app.get('/slow', (req, res) => {
    finishSlow = () => {
      req.session.note = 'late';
      req.session.save(() => res.send('late'));
    };
    arrive();
  });
  app.use(
    (error: Error, _req: express.Request, res: express.Response, _next: express.NextFunction) =>
      void res.status(500).send(String(error)),
  );
  const served = await serve(app);
  return {
    ...served,
    clock,
    records,
    store,
    slowArrived,
    finishSlow: () => finishSlow(),
    keyOf: (cookie) => sessionKey('app:', handleOf(idIn(cookie))),
    async ask(path, cookie = '') {
      const response = await fetch(`http://127.0.0.1:${served.port}${path}`, {
        headers: cookie === '' ? {} : { cookie },
      });
      const set = response.headers.getSetCookie().find((line) => line.startsWith('sid='));
      return { status: response.status, text: await response.text(), cookie: set?.split(';')[0] ?? cookie };
    },
  };
}

/** Returns the session id in a signed cookie. */
export function idIn(cookie: string): string {
  return /^sid=s:([^.]+)\./.exec(decodeURIComponent(cookie))?.[1] ?? '';
}

/** Reads a session from the store, as express-session does. */
export function read(store: SessionStore, id: string): Promise<SessionData | null | undefined> {
  return new Promise((resolve, reject) => {
    void store.get(id, (error, found) => (error ? reject(error) : resolve(found)));
  });
}
