import type { Request, RequestHandler, Response, Router } from 'express';
import type { ApiInit } from './protocol/transport/api-call.js';
import type { Events } from './shared/events.js';
import type { LoginLinkOptions } from './http/login/login-link.js';
import type { LogoutOptions } from './http/logout/logout.js';
import type { Requirement } from './http/guard/require.js';
import type { Sessions } from './sessions/user-sessions.js';
import type { StoredUser } from './tokens/user-tokens.js';

/** What `oauth()` returns: the parts to mount by hand, and what an app calls. */
export interface OAuth {
  /** The guard: sends anonymous visitors to sign in. Mounted already, unless `oauth()` was given no app. */
  readonly beforeware: RequestHandler;
  /** The session and our routes. Mounted already, unless `oauth()` was given no app. */
  readonly router: Router;
  /**
   * A handler for routes that ask for more than a sign-in: `app.post('/wire', auth.require({ maxAge: 300, acr: 'phr' }), wire)`. Who
   * has not proved that is sent to sign in again, once, with what is asked for (step-up; a program gets a 401 with `loginUrl`);
   * who may not, gets a 403. On a public route, too, it asks `checkInvalid` first. Throws a `ConfigurationError` for what cannot be asked.
   */
  require(requirement: Requirement): RequestHandler;
  /**
   * Passes on what an API asked for with a 401 (RFC 9470): the answer sends the user to sign in again, or says so to a program.
   * Tells whether it did: not for any other response, which the app answers itself. For the API of the provider that the user has signed
   * in with: no sign-in there changes what the provider of a connection asks for.
   */
  stepUp(req: Request, res: Response, response: globalThis.Response): Promise<boolean>;
  /** What happens, as it happens: for logs and counters. */
  readonly events: Events;
  /** Who is signed in where, and ending that. */
  readonly sessions: Sessions;
  /** The path that begins a login, for a link or a redirect. Throws a `ConfigurationError` for what cannot be done. */
  loginLink(req: Request, options?: LoginLinkOptions): string;
  /** Begins a login at once: the answer is the redirect to the provider, or what any other failed login is answered with. */
  login(req: Request, res: Response, options?: LoginLinkOptions): Promise<void>;
  /** Signs the user of this request out: the answer is the redirect that follows, or the error page. For a POST: whatever can send a GET to it, signs out. */
  logout(req: Request, res: Response, options?: LogoutOptions): Promise<void>;
  /**
   * Calls a provider's API as a user who need not be there: `auth.fetch('github:123', 'user/repos')`, or for a provider that
   * somebody has connected `auth.fetch({ ident: 'github:123', connectedTo: 'google:456' }, 'user/repos')`. Needs the option
   * `tokenStore`. Throws and rejects as `req.auth.fetch()` does.
   */
  fetch(user: StoredUser, path: string | URL, init?: ApiInit): Promise<globalThis.Response>;
  /**
   * Takes back and forgets the tokens of a user in the option `tokenStore`: tells whether the provider could be told. Rejects
   * with an `OAuthError` when it cannot be reached; the tokens are forgotten by then.
   */
  revoke(user: StoredUser): Promise<boolean>;
  /** Closes the connection to Redis, if `oauth()` opened it. */
  close(): void;
}
