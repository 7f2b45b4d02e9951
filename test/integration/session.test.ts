import { describe, expect, it } from '@jest/globals';
import session from 'express-session';
import { answerToken } from '../support/answer-token.js';
import { Browser } from '../support/browser.js';
import { sessionOf } from '../support/session-of.js';
import type { SignInApp, SignInAppOptions } from '../support/sign-in-app.js';
import { useApps } from '../support/use-app.js';
import { useProvider } from '../support/use-provider.js';

const provider = useProvider();
const startApp = useApps(() => ({ client: provider.client }));

declare module 'express-session' {
  interface SessionData {
    basket?: string[];
  }
}

function startShop(how: Partial<SignInAppOptions> = {}): Promise<SignInApp> {
  return startApp({
    ...how,
    options: { skip: ['/', '/put/*', '/basket'], ...how.options },
    routes(server, auth) {
      server.get('/put/:thing', (req, res) => {
        (req.session.basket ??= []).push(req.params.thing);
        res.send('put');
      });
      server.get('/basket', (req, res) => void res.json(req.session.basket ?? []));
      server.get('/forget', (req, res) => {
        delete sessionOf(req).auth;
        res.send('forgotten');
      });
      how.routes?.(server, auth);
    },
  });
}

async function sessionCookie(browser: Browser, url: string): Promise<string> {
  return (await browser.jar.getCookies(url)).find(({ key }) => key === 'sid')?.value ?? '';
}

async function signInAsOther(browser: Browser, url: string, user: string): Promise<void> {
  const chooser = await browser.open(`${url}/login/oidc?other`);
  await browser.follow(await browser.clickUser(chooser, user));
}

describe('invariant 4: the session id', () => {
  it('changes at sign-in, and the old one is invalid (session fixation)', async () => {
    const { url } = await startShop();
    const browser = new Browser();
    await browser.get(`${url}/put/apple`);
    const before = await sessionCookie(browser, url);
    await browser.signInAt(`${url}/me`, 'bob');
    expect(await sessionCookie(browser, url)).not.toBe(before);
    const attacker = new Browser();
    await attacker.jar.setCookie(`sid=${before}; Path=/`, url);
    expect((await attacker.get(`${url}/me`)).status).toBe(303);
    expect((await attacker.get(`${url}/basket`)).text).toBe('[]');
  });

  it('changes at sign-out, and the old one stays ended', async () => {
    const { url } = await startShop();
    const browser = new Browser();
    await browser.signInAt(`${url}/me`, 'bob');
    const before = await sessionCookie(browser, url);
    await browser.get(`${url}/logout`, { from: browser.page });
    expect(await sessionCookie(browser, url)).toBe('');
    await browser.jar.setCookie(`sid=${before}; Path=/`, url);
    expect((await browser.get(`${url}/me`)).status).toBe(303);
  });

  it('changes when the same user signs in again, and when the user changes', async () => {
    const { url } = await startShop();
    const browser = new Browser();
    await browser.signInAt(`${url}/me`, 'bob');
    const first = await sessionCookie(browser, url);
    await signInAsOther(browser, url, 'bob');
    const second = await sessionCookie(browser, url);
    await signInAsOther(browser, url, 'alice');
    const third = await sessionCookie(browser, url);
    expect(new Set([first, second, third]).size).toBe(3);
    expect(JSON.parse((await browser.get(`${url}/me`)).text)).toMatchObject({ ident: 'oidc:alice' });
  });
});

describe("invariant 4: the app's data in the session", () => {
  it('survives the sign-in of an anonymous visitor, and a second sign-in of the same user', async () => {
    const { url } = await startShop();
    const browser = new Browser();
    await browser.get(`${url}/put/apple`);
    await browser.signInAt(`${url}/me`, 'bob');
    expect((await browser.get(`${url}/basket`)).text).toBe('["apple"]');
    await signInAsOther(browser, url, 'bob');
    expect((await browser.get(`${url}/basket`)).text).toBe('["apple"]');
  });

  it('does not survive a change of user, nor a sign-out', async () => {
    const { url } = await startShop();
    const browser = new Browser();
    await browser.signInAt(`${url}/me`, 'bob');
    await browser.get(`${url}/put/apple`);
    await signInAsOther(browser, url, 'alice');
    expect((await browser.get(`${url}/basket`)).text).toBe('[]');
    await browser.get(`${url}/put/pear`);
    await browser.get(`${url}/logout`, { from: browser.page });
    expect((await browser.get(`${url}/basket`)).text).toBe('[]');
  });

  it('does not survive a change of user after a sign-out that only deleted session.auth', async () => {
    const { url } = await startShop();
    const browser = new Browser();
    await browser.signInAt(`${url}/me`, 'bob');
    await browser.get(`${url}/put/apple`);
    await browser.get(`${url}/forget`);
    await signInAsOther(browser, url, 'alice');
    expect((await browser.get(`${url}/basket`)).text).toBe('[]');
  });

  it('stays when an account is refused, whatever the hook did to the new session', async () => {
    const { url } = await startShop({
      options: {
        getAuth(info, _ident, newSession) {
          newSession.basket?.push('stolen');
          return info.email_verified === true;
        },
      },
    });
    const browser = new Browser();
    await browser.get(`${url}/put/apple`);
    await browser.signInAt(`${url}/me`, 'mallory');
    expect((await browser.get(`${url}/basket`)).text).toBe('["apple"]');
  });

  it('leaves a signed-in user signed in when another account is refused', async () => {
    const { url } = await startShop({ options: { getAuth: (info) => info.email_verified === true } });
    const browser = new Browser();
    await browser.signInAt(`${url}/me`, 'bob');
    await signInAsOther(browser, url, 'mallory');
    expect(JSON.parse((await browser.get(`${url}/me`)).text)).toMatchObject({ ident: 'oidc:bob' });
  });
});

it('a function that the app keeps in the session does not stop a login', async () => {
  const { url } = await startShop({
    before: (server) => {
      server.use(session({ secret: 'the own session of this app', resave: false, saveUninitialized: true }));
      server.use((req, _res, next) => {
        Object.assign(req.session, { count: () => 1 });
        next();
      });
    },
  });
  const browser = new Browser();
  await browser.get(`${url}/put/pear`);
  expect((await browser.signInAt(`${url}/me`, 'bob')).status).toBe(200);
  expect((await browser.get(`${url}/basket`)).text).toBe('["pear"]');
});

it.each<[kind: string, before: SignInAppOptions['before']]>([
  ['our own store', () => undefined],
  [
    "the app's own express-session",
    (server) => server.use(session({ secret: 'the own session of this app', resave: false, saveUninitialized: false })),
  ],
])('a value that no store can write fails the login, and does not end the process: %s', async (_kind, before) => {
  const reasons: unknown[] = [];
  const { url, auth } = await startShop({
    ...(before ? { before } : {}),
    options: {
      redisTimeoutMs: 30_000,
      getAuth: (_info, _ident, carried) => Boolean(Object.assign(carried, { row: { id: 10n } })),
    },
  });
  auth.events.on('failure', ({ error }) => reasons.push([error.code, (error.cause as Error).message]));
  const browser = new Browser();
  const page = await browser.signInAt(`${url}/me`, 'bob');
  expect([page.status, page.text]).toEqual([500, expect.stringContaining('ERR_OAUTH_SESSION_STORE')]);
  expect(reasons).toEqual([['ERR_OAUTH_SESSION_STORE', expect.stringContaining('BigInt')]]);
  expect((await browser.get(`${url}/me`)).status).toBe(303);
});

describe('invariant 4: an ended session', () => {
  it('is not restored by a request that was still running', async () => {
    let goOn: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    let finish: () => void = () => undefined;
    const { url } = await startShop({
      routes: (server) =>
        server.get('/slow', (req, res) => {
          goOn();
          finish = () => {
            req.session.basket = ['late'];
            res.send('late');
          };
        }),
    });
    const browser = new Browser();
    await browser.signInAt(`${url}/me`, 'bob');
    const cookie = await sessionCookie(browser, url);
    const slow = browser.get(`${url}/slow`);
    await arrived;
    await browser.get(`${url}/logout`, { from: browser.page });
    finish();
    await slow;
    await browser.jar.setCookie(`sid=${cookie}; Path=/`, url);
    expect((await browser.get(`${url}/me`)).status).toBe(303);
    expect((await browser.get(`${url}/basket`)).text).toBe('[]');
  });

  it('ends when it is unused for the idle limit, and stays while it is used', async () => {
    let now = Date.now();
    const { url } = await startShop({
      options: { clock: () => now, session: { idleSeconds: 100, absoluteSeconds: 10_000 } },
    });
    const browser = new Browser();
    await browser.signInAt(`${url}/me`, 'bob');
    for (let visit = 0; visit < 5; visit += 1) {
      now += 90_000;
      expect((await browser.get(`${url}/me`)).status).toBe(200);
    }
    now += 101_000;
    expect((await browser.get(`${url}/me`)).status).toBe(303);
  });

  it('ends at the absolute limit, however busy', async () => {
    let now = Date.now();
    const { url } = await startShop({
      options: { clock: () => now, session: { idleSeconds: 100, absoluteSeconds: 300 } },
    });
    const browser = new Browser();
    await browser.signInAt(`${url}/me`, 'bob');
    await browser.get(`${url}/put/apple`);
    for (const status of [200, 200, 200, 303]) {
      now += 76_000;
      expect((await browser.get(`${url}/me`)).status).toBe(status);
    }
    expect((await browser.get(`${url}/basket`)).text).toBe('[]');
  });
});

describe('an app with its own express-session', () => {
  it('invariant 4: an ended session stays ended when a request writes it back', async () => {
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    let isHeld = (): void => undefined;
    const holding = new Promise<void>((resolve) => (isHeld = resolve));
    const { url } = await startShop({
      before: (app) =>
        void app.use(session({ secret: 'the own session of this app', resave: false, saveUninitialized: false })),
      routes: (server) =>
        server.get('/slow', async (req, res) => {
          req.session.basket = ['late'];
          isHeld();
          await held;
          res.send('written');
        }),
    });
    const browser = new Browser();
    const page = await browser.signInAt(`${url}/me`, 'bob');
    const slow = browser.get(`${url}/slow`);
    await holding;
    await browser.get(`${url}/logout`, { from: page });
    letGo();
    await slow;
    expect((await browser.get(`${url}/me`)).status).toBe(303);
  });

  it('keeps it, and it contains the sign-in', async () => {
    const secret = 'a secret of the app that is long enough';
    const { url } = await startShop({
      before: (app) => void app.use(session({ secret, name: 'own', resave: false, saveUninitialized: false })),
    });
    const browser = new Browser();
    await browser.get(`${url}/put/apple`);
    await browser.signInAt(`${url}/me`, 'bob');
    const cookies = (await browser.jar.getCookies(url)).map(({ key }) => key);
    expect(cookies).toContain('own');
    expect(cookies).not.toContain('sid');
    expect((await browser.get(`${url}/basket`)).text).toBe('["apple"]');
    await browser.get(`${url}/logout`, { from: browser.page });
    expect((await browser.get(`${url}/me`)).status).toBe(303);
    expect((await browser.get(`${url}/basket`)).text).toBe('[]');
  });

  it('ends at the absolute limit there, too', async () => {
    let now = Date.now();
    const secret = 'a secret of the app that is long enough';
    const { url } = await startShop({
      options: { clock: () => now, session: { absoluteSeconds: 300 } },
      before: (app) => void app.use(session({ secret, resave: false, saveUninitialized: false })),
    });
    const browser = new Browser();
    await browser.signInAt(`${url}/me`, 'bob');
    await browser.get(`${url}/put/apple`);
    now += 301_000;
    expect((await browser.get(`${url}/basket`)).text).toBe('[]');
    expect((await browser.get(`${url}/me`)).status).toBe(303);
  });

  it('a session that is not of express-session is refused, with advice', async () => {
    const failures: string[] = [];
    const { url, auth } = await startShop({
      before: (app) =>
        void app.use((req, _res, next) => {
          Object.assign(req, { session: {} });
          next();
        }),
    });
    auth.events.on('failure', ({ error }) => failures.push(error.code));
    const page = await new Browser().get(`${url}/me`);
    expect(page.status).toBe(500);
    expect(failures).toEqual(['ERR_OAUTH_NO_SESSION']);
  });
});

describe('the content of a session', () => {
  it('deleting session.auth signs out', async () => {
    const { url } = await startShop();
    const browser = new Browser();
    await browser.signInAt(`${url}/me`, 'bob');
    await browser.get(`${url}/forget`);
    expect((await browser.get(`${url}/me`)).status).toBe(303);
  });

  it('an ident that did not sign in signs nobody in', async () => {
    const { url } = await startShop({
      routes: (server) =>
        server.get('/become', (req, res) => {
          sessionOf(req).auth = 'oidc:alice';
          res.send('become');
        }),
    });
    const browser = new Browser();
    await browser.signInAt(`${url}/me`, 'bob');
    await browser.get(`${url}/become`);
    expect((await browser.get(`${url}/me`)).status).toBe(303);
  });

  it('has no token, and the access token comes from the token store until it expires', async () => {
    let now = Date.now();
    const { url } = await startShop({
      options: { clock: () => now },
      routes: (server) => server.get('/token', answerToken),
    });
    const browser = new Browser();
    const me = await browser.signInAt(`${url}/me`, 'bob');
    expect(me.text).not.toMatch(/token/i);
    expect((await browser.get(`${url}/token`)).text).toMatch(/^[\w-]{20,}$/);
    now += 3601_000;
    expect((await browser.get(`${url}/token`)).text).toBe('ERR_OAUTH_TOKEN_EXPIRED');
  });
});
