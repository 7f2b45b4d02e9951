import { randomBytes } from 'node:crypto';
import type { Client, Identity } from '../../protocol/client.js';
import { runInLogin } from '../../sessions/login-in-progress.js';
import { startSession, type NewSignIn, type StartingUser } from '../../sessions/start-session.js';
import type { Exchange } from '../exchange.js';
import { followResult } from '../hooks/follow-result.js';
import type { HookResult } from '../hooks/hooks.js';
import { runHook } from '../hooks/run-hook.js';
import { signOut } from '../logout/sign-out.js';
import { recognize } from '../open-exchange.js';
import { seeOther } from '../response/answer.js';
import { stepUpsOf } from './step-ups.js';
import { rememberSignIn } from './transaction-cookies.js';
import type { Transaction } from './transactions.js';
import { userInfoOf } from './user-info.js';

/** A login whose user is verified, and what it was begun for. */
export interface VerifiedLogin extends Pick<Transaction, 'returnTo' | 'appState' | 'stepUp' | 'recentSignIns'> {
  client: Client;
  identity: Identity;
  /** When the login began. */
  began: StartingUser['began'];
  /** The pending logins of this browser. */
  bindings?: StartingUser['bindings'];
}

/** Signs a verified user in, if `getAuth` lets them in, and answers. Rejects with an `OAuthError`, and everything is as it was before. */
export async function completeSignIn(exchange: Exchange, login: VerifiedLogin): Promise<void> {
  const { services } = exchange;
  const { client, identity, began, bindings } = login;
  const user = {
    began,
    bindings,
    login: randomBytes(9).toString('base64url'),
    ident: `${client.name}:${identity.subject}`,
    client,
  };
  const before = exchange.user;
  const session = startSession(services.sessions, exchange, user);
  // Nobody is signed in while the app decides.
  exchange.user = undefined;
  let result: HookResult;
  try {
    result = await askGetAuth(exchange, user, login);
    if (result) await session.commit(newSignIn(exchange, login), identity.tokens);
  } catch (error) {
    session.undo();
    exchange.user = before;
    throw error;
  }
  if (!result) {
    session.undo();
    exchange.user = before;
    return deny(exchange, user.ident, login);
  }
  exchange.user = await recognize(exchange, { isFresh: true });
  rememberSignIn(exchange, login.recentSignIns);
  services.events.emitEvent('signIn', { ident: user.ident, client: client.name });
  await arrive(exchange, result, login.returnTo);
}

async function askGetAuth(exchange: Exchange, user: StartingUser, login: VerifiedLogin): Promise<HookResult> {
  const { client, identity, returnTo, appState } = login;
  const { req, session } = exchange;
  const info = userInfoOf(identity.info);
  const context = { req, client: client.name, groups: identity.groups, scope: identity.scope, returnTo };
  return runHook(exchange, 'getAuth', {
    call: (hook) => runInLogin(user.login, async () => hook(info, user.ident, session, appState, context)),
    fallback: true,
  });
}

function newSignIn({ services, urls }: Exchange, { identity, stepUp, returnTo }: VerifiedLogin): NewSignIn {
  const signedInAt = services.clock();
  return {
    info: userInfoOf(identity.info),
    groups: identity.groups,
    scope: identity.scope,
    signedInAt,
    endsAt: signedInAt + services.settings.session.absoluteSeconds * 1000,
    authentication: identity.authentication,
    providerSession: identity.providerSession,
    stepUps: stepUp && stepUpsOf(signedInAt, stepUp),
    returnedTo: returnTo ?? urls.home,
  };
}

/** Sends a signed-in user on. If an answer of the app fails, the user is signed out again: a login that ends at the error page is none. */
async function arrive(exchange: Exchange, result: HookResult, returnTo: string | undefined): Promise<void> {
  try {
    const isAnswered = await followResult(exchange, 'getAuth', result);
    if (!isAnswered) seeOther(exchange.res, returnTo ?? exchange.urls.home);
  } catch (error) {
    if (!exchange.res.headersSent) await signOut(exchange, 'invalid');
    throw error;
  }
}

function deny({ res, urls, services }: Exchange, ident: string, { client, returnTo }: VerifiedLogin): void {
  services.events.emitEvent('denied', { ident, client: client.name });
  const query = new URLSearchParams({ notice: 'not-let-in', ...(returnTo === undefined ? {} : { returnTo }) });
  seeOther(res, urls.loginHref('', query));
}
