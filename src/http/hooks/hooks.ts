import type { Request, Response } from 'express';
import type { OAuthError } from '../../shared/errors.js';
import type { AppState } from '../login/transactions.js';
import type { AppSession, UserInfo } from '../../sessions/session-data.js';
import type { Auth } from '../../sessions/auth.js';
import type { ErrorView, LoginView, LogoutView } from '../pages/views.js';

/** A hook that answers the request itself: it must end the response. */
export type Answer = (req: Request, res: Response) => unknown;

/** What `getAuth` is told beside the user. */
export interface SignInContext {
  /** The request at the redirect URI. */
  req: Request;
  /** The name of the client that signed the user in. */
  client: string;
  /** The groups of the user, where the client asks for them and the provider tells. */
  groups: string[] | undefined;
  /** The scopes that were granted. */
  scope: string[];
  /** Where the user was headed, if anywhere. */
  returnTo: string | undefined;
}

/** What a hook may give back: at once, or later. */
export type Awaitable<T> = T | Promise<T>;

/** What an answer of `getAuth` or `checkInvalid` can be. */
export type HookResult = boolean | string | Answer | null | undefined | void;

/** The hooks: all of them may be async, and all may be left out. */
export interface Hooks {
  /**
   * Says who may come in, once a login is verified. Falsy: not this account. `true`: where the user was headed, else `/`.
   * A path: there. A function: it answers. Throwing: the error page. Default lets everybody in whom the provider vouches for.
   */
  getAuth?:
    | ((
        info: UserInfo,
        ident: string,
        session: AppSession,
        state: AppState,
        context: SignInContext,
      ) => Awaitable<HookResult>)
    | undefined;
  /**
   * Says whether a signed-in user may connect this account of a further provider, once that login is verified. Answers as
   * `getAuth` does; falsy: not this account, and the error page says so. `auth` is the user's; `context.state` is the value from
   * `loginLink`. Default lets everybody connect.
   */
  onConnect?:
    | ((
        info: UserInfo,
        ident: string,
        session: AppSession,
        auth: Auth,
        context: SignInContext & { state: AppState },
      ) => Awaitable<HookResult>)
    | undefined;
  /**
   * Asked once on every request of a signed-in user that the guard or `auth.require()` looks at. Falsy: go on. `true`: signed out, to
   * the login page. A path: there, still signed in. A function: it answers. Throwing: the error page. Default lets everybody go on.
   */
  checkInvalid?: ((req: Request, session: AppSession, auth: Auth) => Awaitable<HookResult>) | undefined;
  /** Called when a user has signed out. A path: there; a function: it answers. Default is the page that says so, or the provider. */
  onLogout?: ((req: Request, ident: string) => Awaitable<HookResult>) | undefined;
  /** Called with every error before it is answered, for a log. A path: there; a function: it answers. Default is the error page. */
  onError?: ((error: OAuthError, req: Request) => Awaitable<HookResult>) | undefined;
  /** Makes the login page: HTML. Default is a plain page with a button per client. */
  loginPage?: ((view: LoginView, req: Request) => Awaitable<string>) | undefined;
  /** Makes the page that asks whether to sign out, and the one that says it is done: HTML. Default are plain pages. */
  logoutPage?: ((view: LogoutView, req: Request) => Awaitable<string>) | undefined;
  /** Makes the error page: HTML. Default is a plain page with a way on. */
  errorPage?: ((view: ErrorView, req: Request) => Awaitable<string>) | undefined;
}
