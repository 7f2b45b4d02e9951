import type { Client } from '../../protocol/client.js';
import { CallbackError, isOAuthError } from '../../shared/errors.js';
import type { Exchange } from '../exchange.js';
import { seeOther } from '../response/answer.js';
import { beginLogin } from './begin-login.js';
import { findClientOf } from './transaction-client.js';
import { hasRestartedRecently, rememberRestart } from './transaction-cookies.js';
import { isRestarted, type Transaction } from './transactions.js';

/** An authorization response that no pending login expects. */
interface StaleResponse {
  parameters: URLSearchParams;
  state: string;
  /** The login, if it is known and has expired. */
  transaction: Transaction | undefined;
}

/**
 * Answers a response that no pending login expects: the back button, a bookmark, an old tab, another browser, a login that took too long.
 * A signed-in user goes on; any other starts again, once. Throws a `CallbackError` where that cannot be.
 */
export async function handleStaleResponse(exchange: Exchange, response: StaleResponse): Promise<void> {
  const { transaction, state, parameters } = response;
  const client = await clientOf(exchange, transaction);
  // A connection that came too late must not become a sign-in.
  if (transaction?.connectTo !== undefined) throw connectedTooLateError(transaction.client);
  if (exchange.user) {
    const { returnedTo } = exchange.session.signIn ?? {};
    return seeOther(exchange.res, transaction?.returnTo ?? returnedTo ?? exchange.urls.home);
  }
  const mayRestart = !isRestarted(state) && !hasRestartedRecently(exchange);
  if (!client || !mayRestart || !isSuccess(client, parameters)) throw unknownStateError();
  rememberRestart(exchange);
  const { returnTo, appState } = transaction ?? {};
  await beginLogin(exchange, client, { restarted: true, returnTo, appState });
}

/** The client that may start again. What an expired login of another instance, client or registration remembers is dropped with it. */
async function clientOf(exchange: Exchange, transaction: Transaction | undefined): Promise<Client | undefined> {
  if (!transaction) return exchange.services.clients.findForPath(exchange.req, exchange.namedClient);
  const client = await findClientOf(exchange, transaction);
  if (client) return client;
  throw unknownStateError();
}

function isSuccess(client: Client, parameters: URLSearchParams): boolean {
  try {
    return client.checkResponse(parameters) === 'success';
  } catch (error) {
    if (isOAuthError(error)) return false;
    throw error;
  }
}

function unknownStateError(): CallbackError {
  return new CallbackError(
    'No pending login of this browser has this state: it was used, has expired, or belongs to another browser',
    {
      code: 'ERR_OAUTH_STATE_UNKNOWN',
      hint: 'If this happens to everybody: the browser must keep our cookie, and every process must share one Redis and one secret',
    },
  );
}

function connectedTooLateError(client: string): CallbackError {
  return new CallbackError('Connecting this account took too long', { code: 'ERR_OAUTH_CONNECT', status: 403, client });
}
