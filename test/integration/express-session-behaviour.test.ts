import { afterEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import type { Express, Request, Response } from 'express';
import express4 from 'express4';
import session from 'express-session';
import { oauth, oidc } from '../../src/index.js';
import { MemoryRecords } from '../../src/records/memory-records.js';
import { Browser } from '../support/browser.js';
import type { Page } from '../support/browser.js';
import { serve } from '../support/serve.js';
import { useEndAfterTest } from '../support/use.js';

declare module 'express-session' {
  interface SessionData {
    n?: number;
    thing?: unknown;
  }
}

const SECRET = 'one secret of both, which is long enough';
const ABSOLUTE_SECONDS = 7 * 24 * 3600;

const endAfterTest = useEndAfterTest();

/** What happened in a handler, told by it. */
let told: unknown[] = [];
afterEach(() => {
  told = [];
});

type Handler = (req: Request, res: Response) => unknown;

/** Turns a method that takes a callback into a promise. */
function done(call: (callback: (error?: unknown) => void) => unknown): Promise<unknown> {
  return new Promise((resolve) => void call((error) => resolve(error instanceof Error ? error.message : 'done')));
}

/** What a handler may do with a session. Each is called at `/<name>`, by one browser after the other, as the scenarios say. */
const handlers: Record<string, Handler> = {
  look: (req, res) => res.json({ n: req.session.n ?? null }),
  nothing: (_req, res) => res.send('nothing'),
  put: (req, res) => {
    req.session.n = (req.session.n ?? 0) + 1;
    res.send('put');
  },
  'put-the-same': (req, res) => {
    const { n } = req.session;
    if (n !== undefined) req.session.n = n;
    res.send('the same');
  },
  'delete-the-value': (req, res) => {
    delete req.session.n;
    res.send('deleted');
  },
  nested: (req, res) => {
    req.session.thing ??= { list: [] };
    (req.session.thing as { list: number[] }).list.push(1);
    res.json(req.session.thing);
  },
  shape: (req, res) =>
    res.json({
      in: ['session' in req, 'sessionID' in req, 'sessionStore' in req],
      own: Object.keys(req)
        .filter((name) => name.startsWith('session'))
        .toSorted(),
      spread: typeof { ...req }.session,
      keys: Object.keys(req.session),
      json: Object.keys(JSON.parse(JSON.stringify(req.session)) as object),
      id: req.session.id === req.sessionID,
      methods: ['save', 'reload', 'destroy', 'regenerate', 'touch', 'resetMaxAge'].map(
        (name) => typeof (req.session as unknown as Record<string, unknown>)[name],
      ),
      cookie: Object.keys(JSON.parse(JSON.stringify(req.session.cookie)) as object).toSorted(),
      age: [req.session.cookie.originalMaxAge, Math.round((req.session.cookie.maxAge ?? 0) / 10_000)],
      class: [
        req.session.constructor.name,
        req.session.cookie.constructor.name,
        req.session.cookie instanceof session.Cookie,
      ],
    }),
  'the-id-first': (req, res) => {
    const id = req.sessionID;
    res.json([id.length > 20, id === req.session.id, id === req.sessionID]);
  },
  save: async (req, res) => {
    req.session.n = 10;
    told.push(await done((callback) => req.session.save(callback)));
    res.send('saved');
  },
  'save-without-callback': (req, res) => {
    req.session.n = 11;
    res.json(req.session.save() === req.session);
  },
  'save-and-change': async (req, res) => {
    req.session.n = 12;
    await done((callback) => req.session.save(callback));
    req.session.n = 13;
    res.send('changed');
  },
  reload: async (req, res) => {
    req.session.n = 99;
    told.push(await done((callback) => req.session.reload(callback)));
    res.json(req.session.n ?? null);
  },
  'reload-and-change': async (req, res) => {
    told.push(await done((callback) => req.session.reload(callback)));
    req.session.n = 14;
    res.send('reloaded');
  },
  regenerate: async (req, res) => {
    const before = req.sessionID;
    told.push(await done((callback) => req.session.regenerate(callback)), before !== req.sessionID);
    res.json(req.session.n ?? null);
  },
  'regenerate-and-put': async (req, res) => {
    await done((callback) => req.session.regenerate(callback));
    req.session.n = 20;
    res.send('put');
  },
  destroy: async (req, res) => {
    told.push(await done((callback) => req.session.destroy(callback)), typeof req.session, typeof req.sessionID);
    res.send('destroyed');
  },
  'destroy-unseen': async (req, res) => {
    told.push(await done((callback) => req.sessionStore.destroy(req.sessionID, callback)));
    res.send('destroyed');
  },
  null: (req, res) => {
    (req as { session: unknown }).session = null;
    res.send('null');
  },
  delete: (req, res) => {
    delete (req as Partial<Request>).session;
    res.send(typeof req.session);
  },
  'delete-and-generate': (req, res) => {
    delete (req as Partial<Request>).session;
    req.sessionStore.generate(req);
    req.session.n = 30;
    res.send('generated');
  },
  generate: (req, res) => {
    req.sessionStore.generate(req);
    req.session.n = 31;
    res.send('generated');
  },
  touch: (req, res) => res.json(req.session.touch() === req.session),
  'short-life': (req, res) => {
    req.session.cookie.maxAge = 60_000;
    req.session.n = 40;
    res.send('short');
  },
  'session-cookie': (req, res) => {
    req.session.cookie.expires = null;
    req.session.n = 41;
    res.send('until the browser closes');
  },
  'store-get': async (req, res) => {
    const found = await new Promise<unknown>((resolve) =>
      req.sessionStore.get(req.sessionID, (error, data) => resolve([error ?? null, data?.n ?? null])),
    );
    res.json(found);
  },
  'store-load': async (req, res) => {
    const found = await new Promise<unknown>((resolve) =>
      req.sessionStore.load(req.sessionID, (error: unknown, data: { n?: number } | undefined) =>
        resolve([error ?? null, data?.n ?? null, data?.constructor.name]),
      ),
    );
    res.json(found);
  },
  stream: (req, res) => {
    res.write('one ');
    req.session.n = 50;
    res.write('two ');
    res.end('three');
  },
  'stream-after-put': (req, res) => {
    req.session.n = 51;
    res.write('one ');
    res.end();
  },
  flushed: (req, res) => {
    res.flushHeaders();
    req.session.n = 52;
    res.end('late');
  },
  'write-head': (req, res) => {
    req.session.n = 53;
    res.writeHead(201, { 'content-type': 'text/plain' });
    res.end('by hand');
  },
  'write-head-first': (req, res) => {
    res.writeHead(202, 'Fine', { 'content-type': 'text/plain', 'x-a': 'b' });
    req.session.n = 54;
    res.end('by hand');
  },
  'content-length': (req, res) => {
    req.session.n = 55;
    res.setHeader('Content-Length', '5');
    res.end('12345');
  },
  empty: (req, res) => {
    req.session.n = 56;
    res.status(204).end();
  },
  'end-with-a-buffer': (req, res) => {
    req.session.n = 57;
    res.end(Buffer.from('buffer'));
  },
  'end-with-encoding': (req, res) => {
    req.session.n = 58;
    res.end('6162', 'hex');
  },
  'end-twice': (req, res) => {
    req.session.n = 59;
    res.end('once');
    told.push(typeof res.end('twice'));
  },
  'own-cookie': (req, res) => {
    req.session.n = 60;
    res.setHeader('Set-Cookie', 'mine=1; Path=/');
    res.send('both');
  },
  go: (req, res) => {
    req.session.n = 61;
    res.redirect('/look');
  },
  throw: (req) => {
    req.session.n = 70;
    throw new Error('a mistake');
  },
  'throw-unseen': () => {
    throw new Error('a mistake');
  },
  'end-after-an-error': (req, res) => {
    req.session.n = 71;
    res.status(500).end('an error');
  },
  'not-found': (req, res) => {
    req.session.n = 72;
    res.sendStatus(404);
  },
};

/** What browsers do, one after the other; `HEAD` and a changed cookie are named in place of a path. */
const scenarios: readonly (readonly string[])[] = [
  ...Object.keys(handlers).map((name) => [name, 'look']),
  ...Object.keys(handlers).map((name) => ['put', name, 'look', 'put', 'look']),
  ['put', 'regenerate', 'regenerate-and-put', 'look'],
  ['put', 'destroy', 'look', 'put', 'look'],
  ['short-life', 'look', 'put', 'look'],
  ['session-cookie', 'put', 'look'],
  ['put', 'TAMPER', 'look', 'put', 'look'],
  ['put', 'UNSIGNED', 'look'],
  ['HEAD look', 'HEAD put', 'look', 'put', 'HEAD put', 'look'],
  ['put', 'POST put', 'look'],
];

function addHandlers(app: Express): void {
  for (const [name, handler] of Object.entries(handlers)) {
    app.all(`/${name}`, (req, res, next) => {
      // Express 4 waits for no promise.
      void Promise.resolve()
        .then(() => handler(req, res))
        .catch(next);
    });
  }
}

function plainApp(make: () => Express): Express {
  const app = make();
  app.set('env', 'test');
  const cookie = {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: false,
    maxAge: ABSOLUTE_SECONDS * 1000,
  } as const;
  app.use(session({ name: 'sid', secret: SECRET, resave: false, saveUninitialized: false, cookie }));
  addHandlers(app);
  return app;
}

function ourApp(make: () => Express): Express {
  const app = make();
  app.set('env', 'test');
  const client = oidc({ issuer: 'https://provider.example', clientId: 'c', clientSecret: 's' });
  const records = new MemoryRecords(Date.now);
  oauth(app, client, { secret: SECRET, records, skip: ['/*'], session: { absoluteSeconds: ABSOLUTE_SECONDS } });
  addHandlers(app);
  return app;
}

/** What a browser sees of an answer, without what differs between two runs. */
function seen({ status, headers, text }: Page): unknown {
  // The page of Express shows the stack.
  const isStack = status === 500 && text.includes('a mistake');
  return {
    status,
    text: isStack ? 'the stack' : text,
    length: isStack ? undefined : headers.get('content-length'),
    encoding: headers.get('transfer-encoding'),
    type: headers.get('content-type'),
    location: headers.get('location'),
    cookies: headers
      .getSetCookie()
      .map((each) => each.replace(/^sid=[^;]+/, 'sid=…').replace(/Expires=[^;]+/, 'Expires=…')),
  };
}

async function play(make: () => Express, scenario: readonly string[]): Promise<unknown[]> {
  const { url, close } = endAfterTest(await serve(make()));
  const browser = new Browser();
  const results: unknown[] = [];
  told = [];
  for (const step of scenario) {
    const [method, name] = step.includes(' ') ? step.split(' ') : ['GET', step];
    if (step === 'TAMPER' || step === 'UNSIGNED') await changeCookie(browser, url, step);
    else if (method === 'HEAD') results.push(await head(browser, `${url}/${name}`));
    else if (method === 'POST') results.push(seen(await browser.post(`${url}/${name}`, {})));
    else results.push(seen(await browser.get(`${url}/${name}`)));
  }
  await close();
  return [...results, ...told];
}

async function head(browser: Browser, url: string): Promise<unknown> {
  const cookie = await browser.jar.getCookieString(url);
  const answer = await fetch(url, { method: 'HEAD', headers: { cookie } });
  for (const each of answer.headers.getSetCookie()) await browser.jar.setCookie(each, url);
  return [answer.status, answer.headers.get('content-length'), answer.headers.getSetCookie().length];
}

async function changeCookie(browser: Browser, url: string, how: string): Promise<void> {
  const [cookie] = await browser.jar.getCookies(url);
  const value = decodeURIComponent(cookie?.value ?? '');
  const [, id = ''] = /^s:([^.]+)\./.exec(value) ?? [];
  const changed = how === 'TAMPER' ? `s:${id}.${'A'.repeat(43)}` : id;
  await browser.jar.setCookie(`sid=${encodeURIComponent(changed)}; Path=/`, url);
}

describe.each([
  ['Express 5', () => express()],
  ['Express 4', () => express4() as unknown as Express],
])('sessions on %s behave as those of express-session itself:', (_version, make) => {
  it.each(scenarios.map((scenario) => [scenario.join(', '), scenario] as const))('%s', async (_name, scenario) => {
    const plain = await play(() => plainApp(make), scenario);
    const ours = await play(() => ourApp(make), scenario);
    expect(ours).toEqual(plain);
  });
});
