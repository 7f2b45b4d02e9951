import type { Request, Response } from 'express';
import { CallbackError } from '../../shared/errors.js';
import type { Client, Identity } from '../../protocol/client.js';
import type { ConnectedAccount } from '../../sessions/session-data.js';
import type { Transaction } from './transactions.js';
import type { TokenPlace } from '../../tokens/token-repository.js';
import { seeOther } from '../response/answer.js';
import { askHook } from '../hooks/run-hook.js';
import type { Auth } from '../../sessions/auth.js';
import { handleOf } from '../../records/session-handle.js';
import type { Context } from '../services.js';
import { homePath } from '../urls.js';
import { takeBack } from '../../tokens/revoke-tokens.js';
import { userInfoOf } from './complete-sign-in.js';
import { hasEnded } from '../../sessions/end-session.js';
import { stored } from '../../sessions/store-call.js';
import { checkHookResult, follow } from '../hooks/hook-result.js';

/** Whom a provider vouches for, and what the transaction remembers. */
interface Connecting {
  client: Client;
  identity: Identity;
  transaction: Transaction;
}

/** The user who began to connect a provider must be the one who is signed in, at both ends of the way. Throws a `CallbackError`. */
export function checkConnecting({ auth }: { auth?: Auth }, connectTo: string): void {
  if (auth?.ident === connectTo) return;
  throw new CallbackError('The user who connects this provider is not the one who is signed in', {
    code: 'ERR_OAUTH_CONNECT',
    status: 403,
    hint: 'Make the link with `auth.loginLink(req, { connect: true, … })` anew, on a page of this user',
  });
}

/** Connects a further provider to the account of the signed-in user: the ident stays, and the session. */
export async function connect(context: Context, req: Request, res: Response, login: Connecting): Promise<void> {
  const { client, identity, transaction } = login;
  const ident = `${client.name}:${identity.subject}`;
  if (ident === req.auth.ident) throw ofSignIn(client.name);
  const info = userInfoOf(identity.info);
  const { returnTo, appState } = transaction;
  const told = { req, client: client.name, groups: identity.groups, scope: identity.scope, returnTo, state: appState };
  const { onConnect = () => true } = context.hooks;
  const answer = await askHook('onConnect', () => onConnect(info, ident, req.session, req.auth, told));
  const verdict = checkHookResult(answer, 'onConnect');
  if (!verdict) throw refused(client.name);
  const { groups, scope } = identity;
  await keep(context, req, { client, account: { ident, info, groups, scope, connectedAt: context.clock() }, identity });
  context.events.tell('connect', { ident: req.auth.ident, connected: ident, client: client.name });
  if (!(await follow(context, req, res, { verdict, hook: 'onConnect' }))) seeOther(res, returnTo ?? homePath(context));
}

/** Takes a connected provider back: its tokens, and what the session remembers of it. Rejects with a `SessionError`. */
export async function disconnect(context: Context, req: Request, name: string): Promise<void> {
  const { signIn } = (req as Partial<Request>).session ?? {};
  const account = signIn?.connections?.[name];
  const client = context.clients.get(name);
  if (!signIn || !account || !client) return;
  const tokens = await context.tokens.remove(placeOf(req, signIn.ident, { ident: account.ident, client }));
  delete signIn.connections?.[name];
  await stored(context.storeTimeoutMs, (done) => req.session.save(done));
  context.events.tell('disconnect', { ident: signIn.ident, connected: account.ident, client: name });
  if (tokens) await takeBack(context, [{ client: name, tokens }]);
}

async function keep(
  context: Context,
  req: Request,
  { client, account, identity }: { client: Client; account: ConnectedAccount; identity: Identity },
): Promise<void> {
  const { signIn } = req.session;
  if (!signIn) throw signedOut(client.name);
  const place = placeOf(req, signIn.ident, { ident: account.ident, client });
  const replaced = await context.tokens.save(place, identity.tokens);
  signIn.connections = { ...signIn.connections, [client.name]: account };
  await stored(context.storeTimeoutMs, (done) => req.session.save(done));
  // Another account of the same provider, which this one takes the place of.
  if (replaced) void takeBack(context, [{ client: client.name, tokens: replaced.tokens }]);
  if (await hasEnded(context, req)) {
    const tokens = await context.tokens.remove(place);
    if (tokens) await takeBack(context, [{ client: client.name, tokens }]);
    throw signedOut(client.name);
  }
}

function placeOf(req: Request, connectedTo: string, { ident, client }: { ident: string; client: Client }): TokenPlace {
  return { session: handleOf(req.sessionID), ident, client, connectedTo };
}

function ofSignIn(client: string): CallbackError {
  return new CallbackError('This is the account that the user has signed in with', {
    code: 'ERR_OAUTH_CONNECT',
    status: 403,
    client,
    hint: 'There is nothing to connect: `req.auth` itself calls its API',
  });
}

function signedOut(client: string): CallbackError {
  return new CallbackError('The user has signed out while this provider was being connected', {
    code: 'ERR_OAUTH_CONNECT',
    status: 403,
    client,
  });
}

function refused(client: string): CallbackError {
  return new CallbackError('The hook "onConnect" did not take this account', {
    code: 'ERR_OAUTH_CONNECT',
    status: 403,
    client,
  });
}
