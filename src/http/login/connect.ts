import { saveConnection } from '../../sessions/connections.js';
import { CallbackError } from '../../shared/errors.js';
import type { Exchange } from '../exchange.js';
import { followResult } from '../hooks/follow-result.js';
import { runHook } from '../hooks/run-hook.js';
import { recognize } from '../open-exchange.js';
import { watchSession } from '../logout/sign-out.js';
import { seeOther } from '../response/answer.js';
import type { VerifiedLogin } from './complete-sign-in.js';
import { userInfoOf } from './user-info.js';

/** The user who began to connect an account must be the signed-in one, at both ends of the login. Throws a `CallbackError`. */
export function checkConnecting({ user }: Exchange, connectTo: string): void {
  if (user?.ident === connectTo) return;
  throw new CallbackError('The user who connects this account is not the one who is signed in', {
    code: 'ERR_OAUTH_CONNECT',
    status: 403,
    hint: 'Make a new link with `auth.loginLink(req, { connect: true, … })` on a page of this user',
  });
}

/** Connects a verified account to the signed-in user, whose ident and session stay. */
export async function connectAccount(exchange: Exchange, login: VerifiedLogin): Promise<void> {
  const { req, session, services, urls, user } = exchange;
  const { client, identity, returnTo, appState: state } = login;
  const ident = `${client.name}:${identity.subject}`;
  if (!user) throw connectError(client.name, 'The user has signed out while this account was being connected');
  if (ident === user.ident) throw ownAccountError(client.name);
  const info = userInfoOf(identity.info);
  const { groups, scope } = identity;
  const context = { req, client: client.name, groups, scope, returnTo, state };
  const result = await watchSession(exchange, () =>
    runHook(exchange, 'onConnect', {
      call: (hook) => hook(info, ident, session, user, context),
      fallback: true,
    }),
  );
  if (!result) throw connectError(client.name, 'The hook "onConnect" refused this account');
  const account = { ident, client: client.name, info, groups, scope, connectedAt: services.clock() };
  const isSaved = await saveConnection(services.sessions, exchange, { client, account, tokens: identity.tokens });
  if (!isSaved) throw connectError(client.name, 'The user has signed out while this account was being connected');
  exchange.user = await recognize(exchange, { isFresh: true });
  services.events.emitEvent('connect', { ident: user.ident, connected: ident, client: client.name });
  if (!(await followResult(exchange, 'onConnect', result))) seeOther(exchange.res, returnTo ?? urls.home);
}

function connectError(client: string, message: string): CallbackError {
  return new CallbackError(message, { code: 'ERR_OAUTH_CONNECT', status: 403, client });
}

function ownAccountError(client: string): CallbackError {
  return new CallbackError('This is the account that the user has signed in with', {
    code: 'ERR_OAUTH_CONNECT',
    status: 403,
    client,
    hint: 'There is nothing to connect: the user itself calls its API',
  });
}
