import type { Client } from '../../protocol/client.js';
import { isAuthenticationExpired } from '../../protocol/is-authentication-expired.js';
import { CallbackError, isOAuthError, type ProviderError } from '../../shared/errors.js';
import type { Exchange } from '../exchange.js';
import { isPublicPath } from '../guard/public-path.js';
import { seeOther } from '../response/answer.js';
import { beginLogin } from './begin-login.js';
import { countSilentLogin, mayRestart, rememberRestart } from './transaction-cookies.js';
import type { Transaction } from './transactions.js';

/** The answers to a request with `prompt=none` where the provider would have to show a page (OIDC Core, section 3.1.2.6). */
const NEEDS_A_PAGE = new Set([
  'login_required',
  'interaction_required',
  'consent_required',
  'account_selection_required',
]);

/** A login that its provider refused. */
interface RefusedLogin {
  error: unknown;
  client: Client;
  transaction: Transaction;
  state: string;
}

/**
 * Answers a refusal that is no failure: nobody was signed in at the provider when it was asked not to show a page, or its login page was open for
 * too long. Resolves to false for any other error.
 */
export async function answerNormalOutcome(exchange: Exchange, login: RefusedLogin): Promise<boolean> {
  const refusal = refusalIn(login.error);
  if (!refusal) return false;
  const hasExpired = isAuthenticationExpired({ error: refusal.error, description: refusal.errorDescription });
  const isSilent = login.transaction.pendingChecks.silent === true;
  if (isSilent && (hasExpired || NEEDS_A_PAGE.has(refusal.error.toLowerCase()))) await endSilentLogin(exchange, login);
  else if (hasExpired && mayRestart(exchange, login.state)) await restart(exchange, login);
  else return false;
  return true;
}

/** The refusal in an authorization response; undefined for any other error. */
function refusalIn(error: unknown): ProviderError | undefined {
  const isRefusal =
    isOAuthError(error) &&
    error.name === 'ProviderError' &&
    (error.code === 'ERR_OAUTH_AUTHORIZATION_RESPONSE' || error.code === 'ERR_OAUTH_ACCESS_DENIED');
  return isRefusal ? (error as ProviderError) : undefined;
}

/** Leads back to where the visitor was, if that page needs no sign-in; else to a login in which the provider may show a page. */
async function endSilentLogin(exchange: Exchange, { client, transaction }: RefusedLogin): Promise<void> {
  const { res, urls, user } = exchange;
  const { returnTo, appState, stepUp, pendingChecks, parameters } = transaction;
  const request = { returnTo, appState, scope: pendingChecks.scope };
  // A step-up has to ask the user.
  if (stepUp)
    return beginLogin(exchange, client, { ...request, stepUp, parameters: { ...parameters, prompt: 'login' } });
  const page = returnTo ?? urls.home;
  // A page that tries again at each visit must not make a loop.
  const mayLeadBack = countSilentLogin(exchange);
  if (user && !mayLeadBack) throw loopError(client.name);
  if (user || (mayLeadBack && isPublicPath(exchange, page))) return seeOther(res, page);
  // An empty list removes the parameter, also where it is an option of the client.
  return beginLogin(exchange, client, { ...request, parameters: { ...parameters, prompt: [] } });
}

async function restart(exchange: Exchange, { client, transaction }: RefusedLogin): Promise<void> {
  const { returnTo, appState, connectTo, stepUp, pendingChecks } = transaction;
  rememberRestart(exchange);
  // The page that asked for the step-up asks again, for the same.
  if (stepUp) return seeOther(exchange.res, returnTo ?? exchange.urls.home);
  await beginLogin(exchange, client, {
    restarted: true,
    returnTo,
    appState,
    connectTo,
    scope: pendingChecks.scope,
  });
}

function loopError(client: string): CallbackError {
  return new CallbackError('This browser tries to sign in without a page again and again', {
    code: 'ERR_OAUTH_LOOP',
    status: 429,
    client,
    hint: 'A page of the app sends its visitors to a login with `prompt: "none"` at each visit: remember that it was tried',
  });
}
