import type { Request, Response } from 'express';
import { CallbackError, isOAuthError } from '../../shared/errors.js';
import type { Client, Identity } from '../../protocol/client.js';
import { stateOf } from '../../protocol/oauth2/response-state.js';
import { isRestarted, looksLikeState } from './transactions.js';
import type { Transaction, Transactions } from './transactions.js';
import { seeOther } from '../response/answer.js';
import { askHook } from '../hooks/run-hook.js';
import { authorizationResponse } from './authorization-response.js';
import { checkConnecting, connect } from './connect.js';
import type { Context } from '../services.js';
import { fail } from '../response/failure.js';
import type { HookResult } from '../hooks/hooks.js';
import { begin } from './begin-login.js';
import { homePath, pathTo, realmOf } from '../urls.js';
import { notAsAsked } from '../guard/require.js';
import { newSession, userInfoOf } from './complete-sign-in.js';
import { endSession } from '../../sessions/end-session.js';
import { bindingOf, clearBinding, restartedLately, setRestarted, setRounds } from './transaction-cookies.js';
import { checkHookResult, follow } from '../hooks/hook-result.js';

/** `GET /redirect`: what comes back from the provider. */
export async function callback(context: Context, req: Request, res: Response): Promise<void> {
  let transaction: Transaction | undefined;
  try {
    const parameters = authorizationResponse(context, req);
    const state = checkState(parameters);
    const taken = await takeTransaction(context, req, res, state);
    transaction = taken?.transaction;
    if (!taken || !transaction || taken.over) return await healed(context, req, res, { parameters, transaction });
    const client = checkClient(context, req, transaction);
    client.checkResponse(parameters);
    const { pendingChecks } = transaction;
    if (transaction.connectTo !== undefined) checkConnecting(req, transaction.connectTo);
    const identity = await client.identify({ parameters, state, redirectUri: transaction.redirectUri, pendingChecks });
    const login = { client, identity, transaction };
    await (transaction.connectTo === undefined ? signIn(context, req, res, login) : connect(context, req, res, login));
  } catch (error) {
    await fail(context, req, res, {
      error: askedInVain(error, transaction),
      returnTo: transaction?.returnTo,
      leave: true,
    });
  }
}

/** A step-up whose ID token says that the user authenticated too long ago, or not when: what `require()` says of the rest it says of this, too. */
function askedInVain(error: unknown, transaction: Transaction | undefined): unknown {
  const isTooOld = isOAuthError(error) && error.reason === 'authentication-too-old';
  return isTooOld && transaction?.stepUp !== undefined ? notAsAsked(error.client) : error;
}

function checkState(parameters: URLSearchParams): string {
  const state = stateOf(parameters);
  if (state !== undefined) return state;
  throw new CallbackError('The authorization response has no state', {
    code: 'ERR_OAUTH_STATE_MISSING',
    hint: 'A login starts at the login path of this app, not at the provider',
  });
}

async function takeTransaction(
  context: Context,
  req: Request,
  res: Response,
  state: string,
): ReturnType<Transactions['take']> {
  if (!looksLikeState(state)) return undefined;
  const binding = bindingOf(context, req, state);
  if (binding === undefined) return undefined;
  const taken = await context.transactions.take({ state, binding });
  clearBinding(context, req, res, state);
  return taken;
}

interface Unawaited {
  parameters: URLSearchParams;
  /** What the login was about, if it came back too late. */
  transaction: Transaction | undefined;
}

/** A response that nobody waits for: the back button, a bookmark, an old tab, another browser, a login that took too long. */
async function healed(
  context: Context,
  req: Request,
  res: Response,
  { parameters, transaction }: Unawaited,
): Promise<void> {
  if (req.auth) return seeOther(res, transaction?.returnTo ?? req.session.signIn?.landing ?? homePath(context));
  const client = soleClient(context, req);
  const restarted = isRestarted(stateOf(parameters) ?? '') || restartedLately(context, req);
  if (client && !restarted && isSuccess(client, parameters)) {
    setRestarted(context, req, res);
    return begin(context, req, res, {
      client,
      restarted: true,
      returnTo: transaction?.returnTo,
      appState: transaction?.appState,
    });
  }
  throw new CallbackError(
    'No pending login of this browser has this state: it is used, expired, or of another browser',
    {
      code: 'ERR_OAUTH_STATE_UNKNOWN',
      hint: 'If it happens to everybody: the browser must keep our cookie, and every process must share one Redis and one secret',
    },
  );
}

function soleClient(context: Context, req: Request): Client | undefined {
  const named = req.params['client'];
  return context.clients.get(typeof named === 'string' ? named : ([...context.clients.keys()][0] ?? ''));
}

function checkClient(context: Context, req: Request, transaction: Transaction): Client {
  const named = req.params['client'] ?? transaction.client;
  // Another oauth() of the same app may have a client of the same name.
  const isHere = transaction.realm === realmOf(context, req);
  const client = isHere && named === transaction.client ? context.clients.get(transaction.client) : undefined;
  if (client) return client;
  throw new CallbackError('The response came to the redirect URI of another client', {
    code: 'ERR_OAUTH_ISSUER_MISMATCH',
    client: transaction.client,
  });
}

function isSuccess(client: Client, parameters: URLSearchParams): boolean {
  try {
    return client.checkResponse(parameters) === 'success';
  } catch {
    return false;
  }
}

interface Login {
  client: Client;
  identity: Identity;
  transaction: Transaction;
}

async function signIn(
  context: Context,
  req: Request,
  res: Response,
  { client, identity, transaction }: Login,
): Promise<void> {
  const ident = `${client.name}:${identity.subject}`;
  const info = userInfoOf(identity.info);
  const session = await newSession(context, req, { ident, client });
  const { returnTo, appState } = transaction;
  let verdict: HookResult;
  try {
    const told = { req, client: client.name, groups: identity.groups, scope: identity.scope, returnTo };
    const { getAuth = () => true } = context.hooks;
    verdict = checkHookResult(
      await askHook('getAuth', () => getAuth(info, ident, req.session, appState, told)),
      'getAuth',
    );
  } catch (error) {
    session.undo();
    throw error;
  }
  if (!verdict) {
    session.undo();
    return denied(context, req, res, { ident, client: client.name, returnTo });
  }
  const landing = returnTo ?? homePath(context);
  const signedInAt = context.clock();
  await session.commit(
    {
      ident,
      client: client.name,
      realm: realmOf(context, req),
      info,
      groups: identity.groups,
      scope: identity.scope,
      signedInAt,
      endsAt: signedInAt + context.absoluteSeconds * 1000,
      authentication: identity.authentication,
      stepUp: transaction.stepUp,
      providerSession: identity.providerSession,
      landing,
    },
    identity.tokens,
  );
  setRounds(context, req, res, transaction.rounds);
  context.events.tell('signIn', { ident, client: client.name });
  await arrive(context, req, res, { verdict, landing });
}

/** Where a signed-in user goes. An answer of the app's that fails signs out again: what ends at the error page is no login. */
async function arrive(
  context: Context,
  req: Request,
  res: Response,
  { verdict, landing }: { verdict: HookResult; landing: string },
): Promise<void> {
  try {
    if (!(await follow(context, req, res, { verdict, hook: 'getAuth' }))) seeOther(res, landing);
  } catch (error) {
    if (!res.headersSent) await endSession(context, req, res, 'invalid');
    throw error;
  }
}

function denied(
  context: Context,
  req: Request,
  res: Response,
  { ident, client, returnTo }: { ident: string; client: string; returnTo: string | undefined },
): void {
  context.events.tell('denied', { ident, client });
  const query = new URLSearchParams({
    notice: 'not-let-in',
    ...(returnTo === undefined ? {} : { returnTo }),
  });
  seeOther(res, `${pathTo(context, req, 'login')}?${query}`);
}
