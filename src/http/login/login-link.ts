import type { Request } from 'express';
import { checkOptions, takes } from '../../shared/check-options.js';
import type { OptionRules } from '../../shared/check-options.js';
import { ConfigurationError } from '../../shared/errors.js';
import { findWrongParameter } from '../../protocol/options/find-wrong-parameter.js';
import type { AuthorizationParameters } from '../../protocol/options/client-options.js';
import type { AppState } from './transactions.js';
import type { Auth } from '../../sessions/auth.js';
import type { Context } from '../services.js';
import type { LoginRequest } from './login-request.js';
import { pathTo, realmOf } from '../urls.js';
import { safeReturnTo } from '../request/return-to.js';

/** So long a login link can be used. */
const TICKET_MS = 24 * 60 * 60_000;
const LONGEST_TICKET = 4000;
const PURPOSE = 'login link';

/** What a login link carries. */
export interface LoginLinkOptions {
  /** Which client. Default is the only one; with several, the login page asks. */
  client?: string | undefined;
  /**
   * A JSON value of the app's own, given to `getAuth`. It is sealed on its way, so nobody can read or change it; but a link
   * can be passed on, so it says what was wished for, not by whom. Default is none.
   */
  state?: AppState;
  /** Where to go after the sign-in: a path of this app. Default is what `getAuth` says, else `/`. */
  returnTo?: string | undefined;
  /**
   * Connects a further provider to the account of the signed-in user, in place of a sign-in: then `req.auth.connections` has it,
   * and `req.auth.ident` stays. Default is false.
   */
  connect?: boolean | undefined;
  /** Scopes beside the client's own, separated by spaces. Default is none. */
  scope?: string | undefined;
  /** Further authorization parameters, such as `{ login_hint: 'ada@example.com' }`; a list is sent one by one. Ours cannot be replaced. Default is none. */
  authorizationParams?: AuthorizationParameters | undefined;
}

interface Ticket {
  realm: string;
  client: string;
  aim: LoginRequest;
  until: number;
}

/** The path that begins a login with these options. Throws a `ConfigurationError` for what cannot be done. */
export function loginLink(context: Context, req: Request, options: LoginLinkOptions): string {
  const client = chosenClient(context, options);
  const aim = checkedAim(req, options);
  const { returnTo: _returnTo, ...sealedAim } = aim;
  const plain = Object.values(sealedAim).every((value) => value === undefined);
  if (plain) {
    const query = aim.returnTo === undefined ? '' : `?${new URLSearchParams({ returnTo: aim.returnTo })}`;
    return pathTo(context, req, 'login', client === undefined ? '' : `/${client}`) + query;
  }
  if (client === undefined) throw needsClient(context);
  return linkWith(context, req, { client, aim });
}

/** The path that begins a login with this client to this end. Throws a `ConfigurationError` when that does not fit into an address. */
export function linkWith(
  context: Context,
  req: Request,
  { client, aim }: { client: string; aim: LoginRequest },
): string {
  const ticket: Ticket = { realm: realmOf(context, req), client, aim, until: context.clock() + TICKET_MS };
  const sealed = context.sealer.seal(ticket, PURPOSE);
  if (sealed.length > LONGEST_TICKET)
    throw new ConfigurationError(
      'loginLink(): "state" and the rest are too large for a link; keep them in the session',
    );
  return pathTo(context, req, 'login', `/${client}`) + `?ticket=${sealed}`;
}

/** What a login link carried, if it is one of this `oauth()`, for this client, and not too old. */
export function openLoginTicket(
  context: Context,
  req: Request,
  { sealed, client }: { sealed: string | null; client: string },
): LoginRequest | undefined {
  const ticket = sealed === null ? undefined : (context.sealer.open(sealed, PURPOSE) as Ticket | undefined);
  const isHere = ticket?.client === client && ticket.realm === realmOf(context, req);
  return isHere && context.clock() < ticket.until ? ticket.aim : undefined;
}

const rules: OptionRules<LoginLinkOptions> = {
  client: takes.string('the name of a client'),
  state: { takes: 'a JSON value', check: isJson },
  returnTo: takes.string('a path of this app such as "/welcome"'),
  connect: takes.boolean(),
  scope: takes.string('scopes separated by spaces'),
  authorizationParams: takes.texts(),
};

function isJson(value: unknown): boolean {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
}

/** The options of a login as it begins. */
export function checkedAim(req: Request, options: LoginLinkOptions): LoginRequest {
  checkOptions('loginLink()', options, rules);
  const { state, returnTo, scope, authorizationParams, connect } = options;
  const wrong = authorizationParams === undefined ? undefined : findWrongParameter(authorizationParams);
  if (wrong !== undefined)
    throw new ConfigurationError(`loginLink(): "authorizationParams" cannot hold this "${wrong}"`);
  const path = safeReturnTo(returnTo);
  if (returnTo !== undefined && path === undefined) {
    throw new ConfigurationError(
      'loginLink(): "returnTo" takes a path of this app such as "/welcome", got another place',
    );
  }
  return {
    returnTo: path,
    appState: state,
    scope: scope?.split(/\s+/).filter(Boolean),
    parameters: authorizationParams,
    connectTo: connect === true ? signedInIdent(req) : undefined,
  };
}

function signedInIdent({ auth }: { auth?: Auth }): string {
  if (auth) return auth.ident;
  throw new ConfigurationError('loginLink(): "connect" is for a signed-in user, and nobody is signed in');
}

function chosenClient(context: Context, { client }: LoginLinkOptions): string | undefined {
  if (client === undefined) return context.clients.size === 1 ? [...context.clients.keys()][0] : undefined;
  if (context.clients.has(client)) return client;
  throw new ConfigurationError(
    `loginLink(): there is no client ${JSON.stringify(client)}. There are: ${[...context.clients.keys()].join(', ')}`,
  );
}

function needsClient(context: Context): ConfigurationError {
  return new ConfigurationError(
    `loginLink(): "client" is needed, as there are several: ${[...context.clients.keys()].join(', ')}`,
  );
}
