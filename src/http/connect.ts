import type { Request, Response } from 'express';
import { CallbackError, isOAuthError } from '../errors.js';
import type { Client, Identity } from '../protocol/client.js';
import type { ConnectedAccount } from '../session/signed-in-session.js';
import type { Transaction } from '../session/transactions.js';
import type { TokenPlace } from '../tokens/token-places.js';
import { seeOther } from './answer.js';
import { askHook } from './ask-hook.js';
import type { Auth } from './auth.js';
import { handleOf } from '../session/session-handle.js';
import type { Context } from './context.js';
import { homePath } from './places.js';
import { userInfoOf } from './sign-in.js';
import { stored } from './stored.js';
import { checkedVerdict, follow } from './verdict.js';

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
  const info = userInfoOf(identity.info);
  const { returnTo, appState } = transaction;
  const told = { req, client: client.name, groups: identity.groups, scope: identity.scope, returnTo, state: appState };
  const { onConnect = () => true } = context.hooks;
  const answer = await askHook('onConnect', () => onConnect(info, ident, req.session, req.auth, told));
  const verdict = checkedVerdict(answer, 'onConnect');
  if (!verdict) throw refused(client.name);
  const { groups, scope } = identity;
  await keep(context, req, { client, account: { ident, info, groups, scope, connectedAt: context.clock() }, identity });
  context.events.tell('connect', { ident: req.auth.ident, connected: ident, client: client.name });
  if (!(await follow(context, req, res, { verdict, hook: 'onConnect' }))) seeOther(res, returnTo ?? homePath(context));
}

/** Takes a connected provider back: its tokens, and what the session remembers of it. */
export async function disconnect(context: Context, req: Request, name: string): Promise<void> {
  const account = req.session.signIn?.connections?.[name];
  const client = context.clients.get(name);
  if (!account || !client) return;
  const place: TokenPlace = { session: handleOf(req.sessionID), ident: account.ident, client, connected: true };
  const tokens = (await context.tokens.owner(place).holder.load())?.tokens;
  await context.tokens.remove(place);
  delete req.session.signIn?.connections?.[name];
  await stored(context.storeTimeoutMs, (done) => req.session.save(done));
  context.events.tell('disconnect', { ident: req.session.auth ?? '', connected: account.ident, client: name });
  try {
    if (tokens && context.revokeTokens) await client.revoke(tokens);
  } catch (error) {
    if (isOAuthError(error)) context.events.tell('failure', { error, reference: 'revocation' });
  }
}

async function keep(
  context: Context,
  req: Request,
  { client, account, identity }: { client: Client; account: ConnectedAccount; identity: Identity },
): Promise<void> {
  const place: TokenPlace = { session: handleOf(req.sessionID), ident: account.ident, client, connected: true };
  await context.tokens.save(place, identity.tokens);
  const { signIn } = req.session;
  if (signIn) signIn.connections = { ...signIn.connections, [client.name]: account };
  await stored(context.storeTimeoutMs, (done) => req.session.save(done));
}

function refused(client: string): CallbackError {
  return new CallbackError('The hook "onConnect" did not take this account', {
    code: 'ERR_OAUTH_CONNECT',
    status: 403,
    client,
  });
}
