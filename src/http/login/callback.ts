import type { Client } from '../../protocol/client.js';
import { stateOf } from '../../protocol/oauth2/response-state.js';
import { CallbackError, isOAuthError } from '../../shared/errors.js';
import type { Exchange } from '../exchange.js';
import { notAsAskedError } from '../guard/forbidden.js';
import { fail } from '../response/failure.js';
import { authorizationResponse } from './authorization-response.js';
import { completeSignIn } from './complete-sign-in.js';
import { checkConnecting, connectAccount } from './connect.js';
import { findDestination, type Destination } from './destinations.js';
import { findClientOf } from './login-origin.js';
import { identify } from './identify.js';
import { handleStaleResponse } from './stale-response.js';
import { clearBinding, findBinding, findBindings } from './transaction-cookies.js';
import { looksLikeState, type Transaction } from './transactions.js';

/** `GET /redirect`: the provider's response to an authorization request. */
export async function callback(exchange: Exchange): Promise<void> {
  let transaction: Transaction | undefined;
  let destination: Destination | undefined;
  try {
    const parameters = authorizationResponse(exchange);
    const state = checkState(parameters);
    transaction = await takeTransaction(exchange, state);
    const kept = transaction ?? findDestination(exchange, state);
    destination = kept === 'foreign' ? undefined : kept;
    if (!transaction) return await handleStaleResponse(exchange, { parameters, state, destination: kept });
    const client = await checkClient(exchange, transaction);
    const { connectTo, pendingChecks } = transaction;
    const redirectUri = transaction.redirectUri ?? exchange.urls.redirectUri(client.name);
    if (connectTo !== undefined) checkConnecting(exchange, connectTo);
    const response = { parameters, state, redirectUri, pendingChecks };
    const identity = await identify(exchange, { client, transaction, response });
    if (!identity) return;
    const began = { ...transaction.startedIn, at: transaction.startedAt };
    const bindings = findBindings(exchange, state);
    const login = { ...transaction, client, identity, began, bindings };
    await (connectTo === undefined ? completeSignIn(exchange, login) : connectAccount(exchange, login));
  } catch (thrown) {
    const error = explainStepUp(thrown, transaction);
    await fail(exchange, { error, returnTo: destination?.returnTo, leavesAddress: true });
  }
}

function checkState(parameters: URLSearchParams): string {
  const state = stateOf(parameters);
  if (state !== undefined) return state;
  throw new CallbackError('The authorization response has no state', {
    code: 'ERR_OAUTH_STATE_MISSING',
    hint: 'A login starts at the login path of this app, not at the provider',
  });
}

async function takeTransaction(exchange: Exchange, state: string): Promise<Transaction | undefined> {
  if (!looksLikeState(state)) return undefined;
  const binding = findBinding(exchange, state);
  if (binding === undefined) return undefined;
  const transaction = await exchange.services.transactions.take({ state, binding });
  clearBinding(exchange, state);
  return transaction;
}

/** The client that began the login. Throws a `CallbackError` when the response came to another instance, client or registration. */
async function checkClient(exchange: Exchange, transaction: Transaction): Promise<Client> {
  const client = await findClientOf(exchange, transaction);
  if (client) return client;
  throw new CallbackError('The response came to the redirect URI of another client', {
    code: 'ERR_OAUTH_ISSUER_MISMATCH',
    client: transaction.client,
  });
}

/** The ID token of a step-up may say that the user authenticated too long ago: the same error as for all else that a step-up lacks. */
function explainStepUp(error: unknown, transaction: Transaction | undefined): unknown {
  const isTooOld = isOAuthError(error) && error.reason === 'authentication-too-old';
  return isTooOld && transaction?.stepUp !== undefined ? notAsAskedError(error.client) : error;
}
