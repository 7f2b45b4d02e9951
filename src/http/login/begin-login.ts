import type { Client } from '../../protocol/client.js';
import { CallbackError, ConfigurationError, ProviderUnavailableError } from '../../shared/errors.js';
import type { Exchange } from '../exchange.js';
import { leave } from '../response/leave.js';
import { checkConnecting } from './connect.js';
import { keepDestination } from './destinations.js';
import { originOf } from './login-origin.js';
import type { LoginRequest } from './login-request.js';
import { stillRecent } from './step-ups.js';
import { recentSignIns, setBinding } from './transaction-cookies.js';
import { newTransactionKeys } from './transactions.js';

/** How many sign-ins in a row, each within seconds of the one before, a browser may make. */
const MAX_SIGN_INS = 5;
const SIGN_IN_INTERVAL_MS = 10_000;
/** A longer hint is sent, and not kept for the login that may follow one without a page: a pending login of anybody stays small. */
const MAX_KEPT_HINT_BYTES = 32;
/** As long as the longest authorization response. */
const MAX_ADDRESS_LENGTH = 8000;

/** Begins a login: a transaction is stored and bound to this browser, which is then sent to the provider. */
export async function beginLogin(exchange: Exchange, client: Client, login: LoginRequest): Promise<void> {
  const { services, urls } = exchange;
  checkPageVisit(exchange);
  checkCookies(exchange);
  const signIns = login.connectTo === undefined ? checkNoLoop(exchange) : 0;
  if (login.connectTo !== undefined) checkConnecting(exchange, login.connectTo);
  const keys = newTransactionKeys(login.restarted === true);
  const { url, pendingChecks } = await client.authorize({
    state: keys.state,
    redirectUri: urls.redirectUri(client.name),
    scope: login.scope ?? [],
    parameters: { ...(login.hint !== undefined && { login_hint: login.hint }), ...login.parameters },
  });
  checkAddress(url, client);
  const now = services.clock();
  // Before the provider could see anything of it.
  const { at, ...startedIn } = exchange.arrival;
  const destination = {
    // One of our own routes would begin, end or undo a login right after this one.
    returnTo: urls.isOwnRoute(login.returnTo) ? undefined : login.returnTo,
    appState: login.appState,
    connectTo: login.connectTo,
    startedAt: at,
  };
  await services.transactions.store(keys, {
    ...originOf(exchange, client),
    client: client.name,
    pendingChecks,
    ...destination,
    stepUp: login.stepUp && { ...login.stepUp, before: stillRecent(login.stepUp.before, now) },
    parameters: pendingChecks.silent ? keptParameters(login) : undefined,
    recentSignIns: signIns,
    startedIn,
  });
  setBinding(exchange, keys);
  keepDestination(exchange, keys.state, destination);
  leave(exchange, url.href, 'login');
}

function keptParameters({ hint, parameters }: LoginRequest): LoginRequest['parameters'] {
  const isKept = hint !== undefined && Buffer.byteLength(hint) <= MAX_KEPT_HINT_BYTES;
  return isKept ? { login_hint: hint, ...parameters } : parameters;
}

function checkPageVisit({ req, isPageVisit }: Exchange): void {
  if (req.method !== 'HEAD' && isPageVisit) return;
  throw new CallbackError('A login begins with the visit of a page', {
    code: 'ERR_OAUTH_NOT_A_NAVIGATION',
    status: 400,
    hint: 'Send the browser to the login address with `location.assign()`, not with `fetch()`, and not in a frame',
  });
}

/** Scopes, parameters, the metadata and a pushed request make it. A longer one fits into no header on its way to the browser. */
function checkAddress({ href }: URL, { name: client }: Client): void {
  if (href.length <= MAX_ADDRESS_LENGTH) return;
  throw new ProviderUnavailableError(`The address of the login has more than ${MAX_ADDRESS_LENGTH} characters`, {
    code: 'ERR_OAUTH_BAD_RESPONSE',
    client,
    hint: 'Ask for fewer scopes and parameters, or push the request: `pushedAuthorizationRequests: true`. The endpoint, and the reference to a pushed request, come from the provider',
  });
}

function checkCookies({ req, urls }: Exchange): void {
  if (!urls.isHttps || req.secure) return;
  throw new ConfigurationError(
    'The option "baseUrl" says https, but Express sees http: browsers would not keep the cookies',
    {
      code: 'ERR_OAUTH_INSECURE_COOKIE',
      hint: "Behind a proxy that ends TLS: app.set('trust proxy', 1), and have the proxy send X-Forwarded-Proto",
    },
  );
}

/** Gives the number of sign-ins in a row. Throws a `CallbackError` when there are too many. */
function checkNoLoop(exchange: Exchange): number {
  const { count, at } = recentSignIns(exchange);
  if (Math.abs(exchange.services.clock() - at) > SIGN_IN_INTERVAL_MS) return 0;
  if (count + 1 < MAX_SIGN_INS) return count + 1;
  throw new CallbackError('This browser signs in again and again', {
    code: 'ERR_OAUTH_LOOP',
    status: 429,
    hint: 'Something undoes each sign-in: another session cookie of the same name, or a store that forgets',
  });
}
