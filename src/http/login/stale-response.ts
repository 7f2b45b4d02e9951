import { cancelledError, isCancelled } from '../../protocol/cancelled.js';
import type { Client, VisibleRefusal } from '../../protocol/client.js';
import { isAuthenticationExpired } from '../../protocol/is-authentication-expired.js';
import { CallbackError, isOAuthError } from '../../shared/errors.js';
import type { Exchange } from '../exchange.js';
import { seeOther } from '../response/answer.js';
import { beginLogin } from './begin-login.js';
import type { Destination } from './destinations.js';
import { mayRestart, rememberRestart } from './transaction-cookies.js';
import { tellOfLostDestination } from './tell-of-lost-destination.js';

/** An authorization response that no pending login expects. */
interface StaleResponse {
  parameters: URLSearchParams;
  state: string;
  /** What this browser keeps of the login; undefined when it keeps nothing, 'foreign' when it was one of another instance. */
  destination: Destination | 'foreign' | undefined;
}

/**
 * Answers a response that no pending login expects: the back button, a bookmark, an old tab, another browser, an answer that was lost, a
 * login that took too long. A signed-in user goes to where that login was headed; any other starts again, once. A refusal of a login whose
 * destination the browser keeps means what it means in time. Throws a `CallbackError`, or the `ProviderError` of a cancelled sign-in,
 * where that cannot be.
 */
export async function handleStaleResponse(exchange: Exchange, response: StaleResponse): Promise<void> {
  const { services, urls, user, session } = exchange;
  // An instance neither ends nor restarts a login of another one.
  if (response.destination === 'foreign') throw unknownStateError();
  const { destination } = response;
  const client = await services.clients.findForPath(exchange.req, exchange.namedClient);
  if (destination?.connectTo !== undefined) checkConnected(exchange, destination, client?.name ?? '');
  if (user) return seeOther(exchange.res, destination?.returnTo ?? session.signIn?.returnedTo ?? urls.home);
  if (!client || !callsForLogin(client, response) || !mayRestart(exchange, response.state)) throw unknownStateError();
  await restart(exchange, client, destination);
}

/** Whether a response says that the user wants to sign in. Throws a `ProviderError` for one that says the opposite. */
function callsForLogin(client: Client, { destination, parameters }: StaleResponse): boolean {
  // Without a destination, nothing tells that the refusal is of a login of this browser.
  const refusal = destination && readRefusal(client, parameters);
  if (!refusal) return isSuccess(client, parameters);
  if (isCancelled(refusal.error)) throw cancelledError({ client: client.name, error: 'access_denied' });
  return isAuthenticationExpired(refusal);
}

async function restart(exchange: Exchange, client: Client, destination: Destination | undefined): Promise<void> {
  const { returnTo, appState, lost } = destination ?? {};
  if (lost === 'app state') throw expiredLinkError(client.name);
  rememberRestart(exchange);
  if (lost === undefined) return beginLogin(exchange, client, { restarted: true, returnTo, appState });
  seeOther(exchange.res, tellOfLostDestination(exchange.urls.loginHref(`/${client.name}`)));
}

/** Throws a `CallbackError` unless the account was connected by this login, or since: a connection that came too late must not become a sign-in. */
function checkConnected({ user }: Exchange, { connectTo, startedAt }: Destination, client: string): void {
  const connection = user?.ident === connectTo ? user?.connections[client] : undefined;
  if (connection && connection.connectedAt >= startedAt) return;
  throw new CallbackError('This account was not connected: it took too long, or its response was used before', {
    code: 'ERR_OAUTH_CONNECT',
    status: 403,
    client,
  });
}

function isSuccess(client: Client, parameters: URLSearchParams): boolean {
  return ifReadable(() => client.checkResponse(parameters)) === 'success';
}

function readRefusal(client: Client, parameters: URLSearchParams): VisibleRefusal | undefined {
  return ifReadable(() => client.readRefusal?.(parameters));
}

/** A response that cannot be read is neither a success nor a refusal. */
function ifReadable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isOAuthError(error)) return undefined;
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

/** A link with the app's own state never becomes a plain login. */
function expiredLinkError(client: string): CallbackError {
  return new CallbackError('This login took too long, and its state was too large to be kept in the browser', {
    code: 'ERR_OAUTH_LINK_EXPIRED',
    client,
  });
}
