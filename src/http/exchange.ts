import type { Request, Response } from 'express';
import { signedInIdent } from '../sessions/recognize-user.js';
import type { Auth } from '../sessions/auth.js';
import { momentNow, type Moment } from '../sessions/recent-logouts.js';
import type { SessionBackend } from '../sessions/session-backend.js';
import type { AppSession } from '../sessions/session-data.js';
import type { SessionRequest } from '../sessions/session-request.js';
import { hasSession } from '../sessions/unmade-session.js';
import type { TicketKind } from '../shared/ticket.js';
import { isPageVisit } from './request/page-visit.js';
import { queryOf } from './request/query.js';
import { keepPrivate } from './response/private-answer.js';
import type { Services } from './services.js';
import { Urls } from './urls.js';

/**
 * One request at one instance: the request, its response, and what is known of both. Handlers take an exchange and nothing else.
 * The state of a request lives here and nowhere else.
 */
export class Exchange implements SessionRequest {
  readonly req: Request;
  readonly res: Response;
  readonly services: Services;
  readonly urls: Urls;
  readonly arrival: Moment;
  /** Whether the request has its session, and its user. */
  isOpen = false;
  /** Whether the request came through the router, which answers our own routes. */
  isRouted = false;
  /** Whether an error was reported for this request. */
  hasFailed = false;
  /** Whether `checkInvalid` was called for this user, and let them go on. */
  isWelcome = false;
  #user: Auth | undefined;
  #instance: string | undefined;
  #backend: SessionBackend;
  /** Whether somebody was signed in at some time: then the answer may be about them. */
  #isPrivate = false;

  constructor(services: Services, { req, res, mount }: { req: Request; res: Response; mount: string }) {
    this.req = req;
    this.res = res;
    this.services = services;
    this.urls = new Urls(services.settings, req, mount);
    this.arrival = momentNow(services.clock);
    this.#backend = services.sessions.own;
  }

  /** The identity of the instance. */
  get instance(): string {
    this.#instance ??= this.urls.instance;
    return this.#instance;
  }

  /** Where the session is kept. */
  get backend(): SessionBackend {
    return this.#backend;
  }

  /** A session that is there before we read one is not ours: the app has set up express-session itself. */
  chooseBackend(): void {
    const { own, app } = this.services.sessions;
    this.#backend = hasSession(this.req) ? app : own;
  }

  get session(): AppSession {
    return this.req.session;
  }

  /** The signed-in user, if the session still says so: the app may have changed it since. */
  get user(): Auth | undefined {
    return this.#user && signedInIdent(this) === this.#user.ident ? this.#user : undefined;
  }

  set user(user: Auth | undefined) {
    this.#user = user;
    if (user && !this.#isPrivate && this.services.settings.cacheControl) {
      this.#isPrivate = true;
      keepPrivate(this.res);
    }
    this.isWelcome = false;
    this.expose();
  }

  /** Shows the user to the app, as `req.auth` or under the name of the option `requestProperty`. */
  expose(): void {
    const properties = this.req as unknown as Record<string, unknown>;
    const { requestProperty } = this.services.settings;
    const { user } = this;
    if (user) properties[requestProperty] = user;
    else delete properties[requestProperty];
  }

  /** The query as the browser sent it. */
  get query(): URLSearchParams {
    return queryOf(this.req);
  }

  /** The name of the client in the path, if the route has one. */
  get namedClient(): string | undefined {
    const named: unknown = this.req.params['client'];
    return typeof named === 'string' ? named : undefined;
  }

  /** Whether somebody is opening a page, as far as the request shows. */
  get isPageVisit(): boolean {
    return isPageVisit(this.req);
  }

  /** Seals what travels through the browser, for this instance. */
  issueTicket<Content>(kind: TicketKind<Content>, content: Content): string {
    return this.services.tickets.issue(kind, this.instance, content);
  }

  /** The content that `issueTicket` sealed; undefined when it has expired, or is not of this kind and instance. */
  openTicket<Content>(kind: TicketKind<Content>, text: string | null | undefined): Content | undefined {
    return this.services.tickets.open(kind, this.instance, text);
  }
}
