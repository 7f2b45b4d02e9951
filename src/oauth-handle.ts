import type { IncomingMessage } from 'node:http';
import type { Request, RequestHandler, Response, Router } from 'express';
import type { Exchange } from './http/exchange.js';
import { requirementHandler } from './http/guard/require.js';
import type { Requirement } from './http/guard/requirement.js';
import { stepUp, stepUpIn } from './http/guard/step-up.js';
import { loginLink } from './http/login/login-link.js';
import type { LoginLinkOptions } from './http/login/login-options.js';
import { startLogin } from './http/login/start-login.js';
import { logout } from './http/logout/logout.js';
import { checkLogoutOptions, type LogoutOptions } from './http/logout/logout-options.js';
import { exchangeOf, findExchange, openExchange } from './http/open-exchange.js';
import { isPrefetch } from './http/request/page-visit.js';
import { checkUser } from './http/request/user-of.js';
import { sendEmpty } from './http/response/answer.js';
import { answerAllFailures } from './http/response/failure.js';
import type { Services } from './http/services.js';
import type { ApiInit } from './protocol/transport/api-call.js';
import type { Auth } from './sessions/auth.js';
import { userSessions, type Sessions } from './sessions/user-sessions.js';
import { describeValue } from './shared/check-options.js';
import { ConfigurationError } from './shared/errors.js';
import type { Events } from './shared/events.js';
import type { StoredUser } from './tokens/user-tokens.js';

/**
 * The handle that `oauth()` returns: the parts to mount by hand, and the methods for the app. `Info` is the type of further claims that the
 * app expects, `State` of its own state in login links.
 */
export interface OAuth<Info extends object = object, State = unknown> {
  /** The guard: sends anonymous visitors to sign in. Mounted already, unless `oauth()` was given no app. */
  readonly beforeware: RequestHandler;
  /** The session and our routes. Mounted already, unless `oauth()` was given no app. */
  readonly router: Router;
  /** The signed-in user of a request at this instance; undefined where nobody is signed in. */
  user(req: IncomingMessage): Auth<Info> | undefined;
  /** The signed-in user of a request at this instance. Throws a `NotSignedInError` (401) where nobody is signed in. */
  requireUser(req: IncomingMessage): Auth<Info>;
  /**
   * A handler for routes that ask for more than a sign-in: `app.post('/wire', auth.require({ maxAge: 300, acr: 'phr' }), wire)`. If the
   * authentication is too old or too weak, the user is asked once to authenticate again (step-up; a program gets a 401 with `loginUrl`).
   * A user who may not pass gets a 403. On a public route, too, it runs `checkInvalid` first. Throws a `ConfigurationError` for a wrong requirement.
   */
  require(requirement: Requirement<Info>): RequestHandler;
  /**
   * Passes on a 401 of an API that asks for another authentication (RFC 9470): the user is sent to sign in again, or a program gets a problem.
   * Tells whether it did. Any other response is the app's to answer. For the API of the provider that the user has signed
   * in with: no sign-in there changes what the provider of a connection asks for.
   */
  stepUp(req: Request, res: Response, response: globalThis.Response): Promise<boolean>;
  /** Emits what happens to sign-ins, for logs and counters. */
  readonly events: Events;
  /** Lists and ends sessions. */
  readonly sessions: Sessions;
  /**
   * The link that begins a login: a path; for a request at another host than that of `baseUrl`, an address under `baseUrl`. Throws a
   * `ConfigurationError` for a wrong option.
   */
  loginLink(req: Request, options?: LoginLinkOptions<State>): string;
  /** Begins a login: the answer is the redirect to the provider, or the answer of any other failed login. */
  login(req: Request, res: Response, options?: LoginLinkOptions<State>): Promise<void>;
  /** Signs the user of this request out: the answer is the redirect that follows, or the error page. For a POST: a GET can be sent by any link. */
  logout(req: Request, res: Response, options?: LogoutOptions): Promise<void>;
  /**
   * Calls a provider's API as a user who need not be there: `auth.fetch('github:123', 'user/repos')`, or for a provider that
   * a user has connected `auth.fetch({ ident: 'github:123', connectedTo: 'google:456' }, 'user/repos')`. Needs the option
   * `tokenStore`. Rejects as `fetch()` of a user does, and with a `ConfigurationError` for a wrong argument.
   */
  fetch(user: StoredUser, path: string | URL, init?: ApiInit): Promise<globalThis.Response>;
  /**
   * Removes the tokens of a user from the option `tokenStore`, and revokes them at the provider: true if the provider has an endpoint
   * for that. Rejects with an `OAuthError` when it cannot be reached; the tokens are removed by then.
   */
  revoke(user: StoredUser): Promise<boolean>;
  /**
   * Closes the connection to Redis, if `oauth()` opened it. A renewal of tokens that is under way finishes first, within about a minute: its
   * answer may bring the only refresh token that still works. Tokens that wait for a store that is away are tried for five seconds more.
   */
  close(): void;
}

interface Mountable {
  router: Router;
  beforeware: RequestHandler;
  close: () => void;
}

/** Makes the handle that `oauth()` returns: every method checks its arguments, and then does one thing. */
export function oauthHandle<Info extends object, State>(services: Services, parts: Mountable): OAuth<Info, State> {
  const exchange = (caller: string, req: Request, res?: Response) => exchangeFor(services, caller, { req, res });
  const userOf = (caller: string, req: IncomingMessage) =>
    findExchange(services, checkRequest(caller, req))?.user as Auth<Info> | undefined;
  return {
    ...parts,
    events: services.events,
    sessions: userSessions(services.sessions),
    user: (req) => userOf('user()', req),
    requireUser: (req) => checkUser(userOf('requireUser()', req)) as Auth<Info>,
    require: (requirement) => requirementHandler(services, requirement as Requirement),
    stepUp: async (req, res, response) => {
      const asked = stepUpIn(checkResponse(response));
      if (asked) await answer(exchange('stepUp()', req, res), 'stepUp()', (opened) => stepUp(opened, asked));
      return asked !== undefined;
    },
    loginLink: (req, link = {}) => loginLink(exchange('loginLink()', req), link),
    login: async (req, res, link = {}) =>
      answer(exchange('login()', req, res), 'login()', (opened) => startLogin(opened, link)),
    logout: async (req, res, how = {}) =>
      answer(exchange('logout()', req, res), 'logout()', (opened) => {
        checkLogoutOptions(opened, how);
        return isPrefetch(req) ? sendEmpty(res, 400) : logout(opened, how);
      }),
    fetch: async (user, path, init = {}) => services.sessions.tokens.ofUsers.fetch(user, path, init),
    revoke: async (user) => services.sessions.tokens.ofUsers.revoke(user),
  };
}

/** Answers a request of the app for one of our methods. Never rejects: an app need not wait for it. */
async function answer(exchange: Exchange, caller: string, work: (opened: Exchange) => unknown): Promise<void> {
  await answerAllFailures(exchange, caller, async () => {
    await openExchange(exchange);
    await work(exchange);
  });
}

/** The exchange of a request that the app passes to one of our methods: the router need not have seen it. */
function exchangeFor(
  services: Services,
  caller: string,
  { req, res }: { req: Request; res: Response | undefined },
): Exchange {
  checkRequest(caller, req);
  const response = res ?? req.res;
  if (typeof response?.setHeader !== 'function')
    throw new ConfigurationError(`${caller} takes the response second, got ${describeValue(response)}`);
  return findExchange(services, req) ?? exchangeOf(services, { req, res: response });
}

function checkRequest<T extends IncomingMessage>(caller: string, req: T): T {
  if (typeof (req as Partial<IncomingMessage> | undefined)?.headers === 'object') return req;
  throw new ConfigurationError(`${caller} takes the request first, got ${describeValue(req)}`);
}

function checkResponse(response: globalThis.Response): globalThis.Response {
  if (typeof (response as Partial<globalThis.Response> | undefined)?.headers?.get === 'function') return response;
  throw new ConfigurationError(`stepUp() takes the response of an API third, got ${describeValue(response)}`);
}
