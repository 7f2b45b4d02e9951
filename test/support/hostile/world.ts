import express from 'express';
import type { Request } from 'express';
import { isOAuthError, oauth, oidc, requireUser, userOf } from '../../../src/index.js';
import type { EventMap, OAuth, OAuthError, OAuthOptions, OidcOptions } from '../../../src/index.js';
import { MemoryRecords } from '../../../src/records/memory-records.js';
import { Browser } from '../browser.js';
import type { Page } from '../browser.js';
import { serve } from '../serve.js';
import type { Served } from '../serve.js';
import { expect } from './expect.js';
import { fapiClient } from './fapi-rules.js';
import type { FapiKind } from './fapi-rules.js';
import { LeakAudit } from './leak-audit.js';
import { HostileProvider } from './hostile-provider.js';
import type { Misbehaviour } from './hostile-provider.js';

export interface WorldOptions {
  misbehaviour?: Misbehaviour;
  /** Additional options of the client. */
  client?: Partial<OidcOptions>;
  /** Additional options of the app. */
  options?: OAuthOptions;
  /** Whether provider and client use FAPI 2.0. */
  fapi?: FapiKind;
  /** With two, the app has the clients `a` and `b`, each with its own provider. */
  providers?: 1 | 2;
}

/** What a public page of the app shows of its visitor. */
export interface Visitor {
  ident: string | null;
  cart: string | null;
}

/** An app, its provider and a browser, all on real ports, with a clock that a module moves. */
export class World {
  readonly provider: HostileProvider;
  /** The provider of client `b`, when there are two. */
  readonly otherProvider: HostileProvider;
  readonly browser = new Browser();
  readonly auth: OAuth;
  readonly app: string;
  /** The errors of the `failure` events. */
  readonly failures: OAuthError[] = [];
  /** The events about tokens and sign-outs, in their order. */
  readonly events: (keyof EventMap)[] = [];
  readonly #served: Served;
  readonly #audit: LeakAudit;
  #now: number;

  private constructor(
    auth: OAuth,
    providers: [HostileProvider, HostileProvider],
    { served, audit, started }: { served: Served; audit: LeakAudit; started: number },
  ) {
    this.auth = auth;
    [this.provider, this.otherProvider] = providers;
    this.app = served.url;
    this.#served = served;
    this.#now = started;
    this.#audit = audit;
  }

  static async start({
    misbehaviour = {},
    client = {},
    options = {},
    providers = 1,
    fapi,
  }: WorldOptions = {}): Promise<World> {
    const first = await HostileProvider.start(misbehaviour, fapi && { fapi });
    const second = providers === 2 ? await HostileProvider.start() : first;
    const started = Date.now();
    const clock = (): number => world?.now ?? started;
    const registered = (name: string, provider: HostileProvider) =>
      oidc({
        ...provider.client,
        name,
        apiBase: `${provider.issuer}/`,
        clock,
        ...(fapi && fapiClient),
        ...client,
      });
    const clients = providers === 2 ? [registered('a', first), registered('b', second)] : registered('oidc', first);
    const app = express();
    const audit = new LeakAudit();
    app.use(audit.responses);
    const auth = oauth(app, clients, {
      skip: ['/', '/cart'],
      secret: 'a secret of more than 32 characters',
      clock,
      records: new MemoryRecords(clock),
      ...options,
    });
    app.get('/', (req, res) => void res.json(visitorOf(req)));
    app.get('/cart', (req, res) => void res.json(Object.assign(req.session, { cart: 'apples' }).cart));
    app.get('/me', (req, res) => void res.json(visitorOf(req)));
    app.get('/info', (req, res) => void res.json(requireUser(req).info));
    app.get('/token', async (req, res) => {
      res.json(
        await requireUser(req)
          .accessToken()
          .then((token) => ({ token }), codeOf),
      );
    });
    app.get('/authentication', (req, res) => {
      const { authenticatedAt, acr, amr } = requireUser(req);
      res.json({ authenticatedAt, acr, amr });
    });
    app.get('/introspection', async (req, res) => {
      res.json(
        await requireUser(req)
          .introspect()
          .then((said) => ({ said }), codeOf),
      );
    });
    app.get('/call', async (req, res) => {
      const answer = await callAs(req).then(answerOf, codeOf);
      // The session is saved when the handler ends.
      Object.assign(req.session ?? {}, { called: true });
      res.json(answer);
    });
    audit.watch(auth);
    const world: World = new World(auth, [first, second], { served: await serve(app), audit, started });
    auth.events.on('failure', ({ error }) => world.failures.push(error));
    for (const name of ['token.refreshed', 'token.dead', 'signOut'] as const)
      auth.events.on(name, () => world.events.push(name));
    return world;
  }

  get now(): number {
    return this.#now;
  }

  /** Moves the app's clock forward. */
  advance(seconds: number): void {
    this.#now += seconds * 1000;
  }

  async close(): Promise<void> {
    await this.#served.close();
    await this.provider.close();
    if (this.otherProvider !== this.provider) await this.otherProvider.close();
    // Check invariant 10 in every module.
    this.#audit.check([...this.provider.secrets, ...this.otherProvider.secrets]);
  }

  /** Opens a guarded page, and follows all redirects. */
  signIn(browser = this.browser): Promise<Page> {
    return browser.open(`${this.app}/me`);
  }

  /** Tries to sign in, and stops at the redirect to the error page, if there is one. */
  async tryToSignIn(): Promise<Page> {
    return this.browser.follow(await this.begin(), { until: `${this.app}/error` });
  }

  /** Begins a login, and stops at the provider's redirect (or form) to the redirect URI. */
  begin(path = '/me', browser = this.browser): Promise<Page> {
    return browser.open(this.app + path, { until: `${this.app}/redirect`, scripts: false });
  }

  /** Begins a login, and returns the URL of the response. */
  async callbackUrl(browser = this.browser, path = '/me'): Promise<string> {
    const { location } = await this.begin(path, browser);
    expect(location).toContain('/redirect');
    return location ?? '';
  }

  /** Posts a body of any type. */
  async post(
    path: string,
    body: string,
    type = 'application/x-www-form-urlencoded',
  ): Promise<{ status: number; text: string }> {
    const answer = await fetch(this.app + path, {
      method: 'POST',
      body,
      headers: { 'content-type': type },
      redirect: 'manual',
    });
    return { status: answer.status, text: await answer.text() };
  }

  /** Returns what the app's public page shows to this browser. */
  async visitor(browser = this.browser): Promise<Visitor> {
    return JSON.parse((await browser.get(`${this.app}/`)).text) as Visitor;
  }

  /** Checks that nobody is signed in: on a public page, and on a guarded one, which redirects to the login. */
  async expectSignedOut(browser = this.browser): Promise<void> {
    expect((await this.visitor(browser)).ident).toBeNull();
    expect(await browser.get(`${this.app}/me`)).toMatchObject({
      status: 303,
      location: `${this.app}/login?returnTo=%2Fme`,
    });
  }

  async expectSignedIn(ident: string, browser = this.browser): Promise<void> {
    const { status, text } = await browser.get(`${this.app}/me`);
    expect({ status, text }).toMatchObject({ status: 200, text: expect.stringContaining(`"${ident}"`) });
  }

  /** Returns the access token that a handler of the app gets, or the code of the error. */
  async token(browser = this.browser): Promise<{ token?: string; code?: string }> {
    return JSON.parse((await browser.get(`${this.app}/token`)).text) as { token?: string; code?: string };
  }

  /** Returns when and how the user authenticated, as a handler of the app sees it. */
  async authentication(browser = this.browser): Promise<Record<string, unknown>> {
    return JSON.parse((await browser.get(`${this.app}/authentication`)).text) as Record<string, unknown>;
  }

  /** Returns the introspection that a handler of the app gets, or the code of the error. */
  async introspection(browser = this.browser): Promise<{ said?: Record<string, unknown>; code?: string }> {
    const { text } = await browser.get(`${this.app}/introspection`);
    return JSON.parse(text) as { said?: Record<string, unknown>; code?: string };
  }

  /** Returns the API answer that a handler of the app gets, or the code of the error. */
  async call(path = 'api', browser = this.browser): Promise<{ status?: number; body?: string; code?: string }> {
    const { text } = await browser.get(`${this.app}/call?${new URLSearchParams({ path })}`);
    return JSON.parse(text) as { status?: number; body?: string; code?: string };
  }

  /** Checks that a page redirects to the provider for a new sign-in. */
  expectAtProvider({ status, location }: Page): void {
    expect({ status, location }).toEqual({
      status: 303,
      location: expect.stringContaining(`${this.provider.issuer}/authorize?`),
    });
  }
}

function callAs(req: Request): Promise<globalThis.Response> {
  const path = typeof req.query['path'] === 'string' ? req.query['path'] : 'api';
  return requireUser(req).fetch(path, path.startsWith('slow') ? { timeoutSeconds: 0.3 } : {});
}

function codeOf(error: unknown): { code: string | undefined } {
  return { code: isOAuthError(error) ? error.code : String(error) };
}

async function answerOf(response: globalThis.Response): Promise<{ status: number; body: string }> {
  return { status: response.status, body: await response.text() };
}

function visitorOf(req: Request): Visitor {
  const { cart = null } = req.session as { cart?: string };
  return { ident: userOf(req)?.ident ?? null, cart };
}
