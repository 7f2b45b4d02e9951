import { digest } from '../../shared/digest.js';
import { ConfigurationError } from '../../shared/errors.js';
import type { TicketKind } from '../../shared/ticket.js';
import type { Exchange } from '../exchange.js';
import { findBinding } from '../login/transaction-cookies.js';
import { looksLikeState } from '../login/transactions.js';
import { isErrorLink } from '../response/failure.js';

/** The digest of the path of a request that looked like our login, and was sent to it: if it comes to the guard again, it was ours. */
const MISSED: TicketKind<string> = { purpose: 'missed login', lifeMs: 60_000 };
const MISSED_PARAMETER = 'missed';
/** A login that we have sent somebody to has one of these, at the second time at the latest. */
const LOGIN_PARAMETERS = ['returnTo', 'ticket', 'notice'];
const MAX_QUOTED_LENGTH = 200;

/**
 * Finds out whether a request that the guard refuses is for a route of ours, which the router does not know by this path: the proxy in front does
 * not strip the path of `baseUrl`, or changes it in another way. An app may have a page of such a path. So a login is sent once more to the
 * right path, marked by what is added to `query`, and other routes are known by what only we can have sent. Throws a `ConfigurationError`.
 */
export function checkArrival(exchange: Exchange, query: URLSearchParams): void {
  const { urls, services } = exchange;
  const { paths, basePath } = services.settings;
  const seen = readPath(exchange.req.originalUrl);
  if (isLoginPath(exchange, seen)) {
    if (exchange.openTicket(MISSED, exchange.query.get(MISSED_PARAMETER)) === digest(seen))
      throw arrivalError(exchange, 'login');
    if (LOGIN_PARAMETERS.some((name) => exchange.query.has(name)))
      query.set(MISSED_PARAMETER, exchange.issueTicket(MISSED, digest(seen)));
  }
  // Where nothing is to be stripped, the router knows its own paths: an odd spelling of one is the visitor's.
  const bases = basePath === '' ? [] : [basePath, ''];
  const isAt = (route: 'redirect' | 'error') =>
    bases.some((base) => `${seen}/`.startsWith(`${readPath(base + urls.mount + paths[route])}/`));
  if (isAt('redirect') && isOfOurLogin(exchange)) throw arrivalError(exchange, 'redirect');
  if (isAt('error') && isErrorLink(exchange)) throw arrivalError(exchange, 'error');
}

function isLoginPath({ services }: Exchange, seen: string): boolean {
  const { clients, settings } = services;
  const login = readPath(settings.paths.login);
  return ['', ...clients.names.map((name) => `/${name}`)].some((below) => seen.endsWith(login + below.toLowerCase()));
}

/** Whether a response of the provider is to a login of this browser. */
function isOfOurLogin(exchange: Exchange): boolean {
  const state = exchange.query.get('state') ?? '';
  return looksLikeState(state) && findBinding(exchange, state) !== undefined;
}

/** A path without what proxies change in it: in lower case, without slashes that stand twice or at its end. */
function readPath(address: string): string {
  const path = address.replace(/[?#].*$/s, '').replaceAll(/\/{2,}/g, '/');
  return path.toLowerCase().replace(/(?<=.)\/$/, '');
}

function arrivalError({ req, urls, services }: Exchange, route: 'login' | 'redirect' | 'error'): ConfigurationError {
  const { basePath, paths } = services.settings;
  const seen = req.originalUrl.replace(/\?.*$/s, '').slice(0, MAX_QUOTED_LENGTH);
  return new ConfigurationError(
    `The browser went to ${urls.addressOf(urls.pathTo(route))}, and Express sees ${JSON.stringify(seen)}, where it expects ` +
      JSON.stringify(urls.mount + paths[route]),
    {
      hint:
        basePath === ''
          ? 'The proxy in front changes the path: have it pass the path as it is, or add the part that it strips to "baseUrl"'
          : `Have the proxy strip "${basePath}" from the path; or mount the app below it, app.use("${basePath}", …), and leave the path out ` +
            'of "baseUrl"',
    },
  );
}
