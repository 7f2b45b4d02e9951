import type { Request, Response } from 'express';
import type { UserInfo } from '../../sessions/account.js';
import type { Auth } from '../../sessions/auth.js';
import type { AppSession } from '../../sessions/session-data.js';
import { takes, type OptionRules } from '../../shared/check-options.js';
import type { OAuthError } from '../../shared/errors.js';
import type { ErrorView, LoginView, LogoutView } from '../pages/views.js';

/** A function that answers the request itself, as a hook's result: it must end the response. */
export type Answer = (req: Request, res: Response) => unknown;

/** The context of a sign-in, beside the user. */
export interface SignInContext {
  /** The request at the redirect URI. */
  req: Request;
  /** The name of the client that the user signs in with. */
  client: string;
  /** The groups of the user, where the client asks for them and the provider lists them. */
  groups: readonly string[] | undefined;
  /** The scopes that were granted. */
  scope: readonly string[];
  /** Where the user was headed, if anywhere. */
  returnTo: string | undefined;
}

/** A value, or the promise of one. */
export type Awaitable<T> = T | Promise<T>;

/** The result of a hook. */
export type HookResult = boolean | string | Answer | null | undefined | void;

/**
 * The hooks: all of them may be async, and all may be left out. `Info` is the type of further claims that the app expects, `State` of
 * its own state in login links.
 */
export interface Hooks<Info extends object = object, State = unknown> {
  /**
   * Decides who may come in, once a login is verified. Falsy: not this account. `true`: where the user was headed, else `/`.
   * A path: there. A function: it answers. Throwing: the error page. Default lets everybody in whom the provider vouches for.
   */
  getAuth?:
    | ((
        info: UserInfo & Info,
        ident: string,
        session: AppSession,
        state: State | undefined,
        context: SignInContext,
      ) => Awaitable<HookResult>)
    | undefined;
  /**
   * Decides whether a signed-in user may connect this account of a further provider, once that login is verified. Its results mean the same
   * as those of `getAuth`; falsy: not this account, and the error page says so. `auth` is the user; `context.state` is the value from
   * `loginLink`. Default lets everybody connect.
   */
  onConnect?:
    | ((
        info: UserInfo,
        ident: string,
        session: AppSession,
        auth: Auth<Info>,
        context: SignInContext & { state: State | undefined },
      ) => Awaitable<HookResult>)
    | undefined;
  /**
   * Called once on every request of a signed-in user that reaches the guard or `auth.require()`. Falsy: go on. `true`: signed out, to
   * the login page. A path: there, still signed in. A function: it answers. Throwing: the error page. Default lets everybody go on.
   */
  checkInvalid?: ((req: Request, session: AppSession, auth: Auth<Info>) => Awaitable<HookResult>) | undefined;
  /**
   * Called when a user has signed out here. A path: there, after the provider's logout; a function: it answers, and the provider is left
   * out. Default is the provider's logout, then the option `afterLogoutPath` or the page that says so.
   */
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

/** The rules of these options. */
export const hookRules: OptionRules<Hooks> = {
  getAuth: takes.function(),
  onConnect: takes.function(),
  checkInvalid: takes.function(),
  onLogout: takes.function(),
  onError: takes.function(),
  loginPage: takes.function(),
  logoutPage: takes.function(),
  errorPage: takes.function(),
};
