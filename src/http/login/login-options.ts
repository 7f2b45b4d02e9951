import type { AuthorizationParameters } from '../../protocol/options/client-options.js';
import { findWrongParameter } from '../../protocol/options/find-wrong-parameter.js';
import { checkOptions, describeValue, takes, type OptionRules } from '../../shared/check-options.js';
import { ConfigurationError } from '../../shared/errors.js';
import type { Exchange } from '../exchange.js';
import { isTooLong, safeReturnTo } from '../request/return-to.js';
import type { LoginRequest } from './login-request.js';
import type { AppState } from './transactions.js';

/** The options of a login, or of a link that begins one. `State` is the type of the app's own state. */
export interface LoginLinkOptions<State = AppState> {
  /** Which client. Default is the only one; with several, the login page asks. */
  client?: string | undefined;
  /**
   * A JSON value of the app's own, given to `getAuth`. It is sealed on its way, so nobody can read or change it; but a link
   * can be passed on, so it does not say who uses it. Default is none.
   */
  state?: State | undefined;
  /**
   * Where to go after the sign-in: a path of this app, of at most 4,000 characters as a parameter of an address. A longer one is dropped,
   * and the login page says so. Default is what `getAuth` says, else `/`.
   */
  returnTo?: string | undefined;
  /**
   * Connects a further provider to the account of the signed-in user, in place of a sign-in: then it is in `connections` of the user,
   * whose ident stays. Default is false.
   */
  connect?: boolean | undefined;
  /** Scopes beside the client's own, separated by spaces. Default is none. */
  scope?: string | undefined;
  /** Further authorization parameters, such as `{ login_hint: 'ada@example.com' }`; a list is sent one by one. Ours cannot be replaced. Default is none. */
  authorizationParams?: AuthorizationParameters | undefined;
}

const rules: OptionRules<LoginLinkOptions> = {
  client: takes.string('the name of a client'),
  state: { takes: 'a JSON value', check: isJson },
  returnTo: {
    takes: 'a path of this app such as "/welcome"',
    // A path that is only too long may be that of the page that a visitor asked for: it is dropped, and the user is told.
    check: (value) => safeReturnTo(value) !== undefined || (isTooLong(value) && String(value).startsWith('/')),
  },
  connect: takes.boolean(),
  scope: takes.string('scopes separated by spaces'),
  authorizationParams: takes.texts(),
};

/** Checks the options of a login, and gives them as a login request. Throws a `ConfigurationError` that names `caller`. */
export function checkLoginOptions(exchange: Exchange, caller: string, options: LoginLinkOptions): LoginRequest {
  checkOptions<LoginLinkOptions>(caller, options, rules);
  const { client, state, returnTo, scope, authorizationParams, connect } = options;
  const { urls, services } = exchange;
  const { names } = services.clients;
  if (returnTo !== undefined && urls.safePath(returnTo) === undefined && !isTooLong(returnTo))
    throw new ConfigurationError(
      `${caller}: option "returnTo" takes a path of this app such as "${urls.home}welcome", got ${describeValue(returnTo)}`,
    );
  if (client !== undefined && !names.includes(client))
    throw new ConfigurationError(
      `${caller}: there is no client ${describeValue(client)}. There are: ${names.join(', ')}`,
    );
  const wrong = authorizationParams === undefined ? undefined : findWrongParameter(authorizationParams);
  if (wrong !== undefined)
    throw new ConfigurationError(`${caller}: option "authorizationParams" cannot hold this "${wrong}"`);
  return {
    returnTo: urls.safePath(returnTo),
    appState: state,
    scope: scope?.split(/\s+/).filter(Boolean),
    parameters: authorizationParams,
    connectTo: connect === true ? requireIdent(exchange, caller) : undefined,
  };
}

function requireIdent({ user }: Exchange, caller: string): string {
  if (user) return user.ident;
  throw new ConfigurationError(`${caller}: option "connect" is for a signed-in user, and nobody is signed in`);
}

function isJson(value: unknown): boolean {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
}
