import { handleOf, type SessionHandle } from '../../records/session-handle.js';
import { CallbackError, ConfigurationError } from '../../shared/errors.js';
import type { TicketKind } from '../../shared/ticket.js';
import type { Exchange } from '../exchange.js';
import { isTooLong } from '../request/return-to.js';
import { checkLoginOptions, type LoginLinkOptions } from './login-options.js';
import type { LoginRequest } from './login-request.js';
import { tellOfLostDestination } from './tell-of-lost-destination.js';

const LINK_LIFE_MS = 24 * 60 * 60_000;
/** Without the return path, which has a limit of its own. */
const MAX_TICKET_LENGTH = 4000;

/** The content of a login link's ticket. */
interface LinkContent {
  client: string;
  request: LoginRequest;
  /** The session that the login is for; undefined for any. In another one it is a plain sign-in. */
  session?: SessionHandle | undefined;
}

const BASE64_GROWTH = 4 / 3;

/** A link that is still good as a plain login when its ticket is not. */
const OPTIONAL: TicketKind<LinkContent> = { purpose: 'login link', lifeMs: LINK_LIFE_MS };
/** A link whose login would be another one without its ticket. */
const REQUIRED: TicketKind<LinkContent> = { purpose: 'required login link', lifeMs: LINK_LIFE_MS };
/** Begins the ticket of such a link, in the clear: an expired ticket can still be distinguished from a plain login. */
const REQUIRED_MARK = 'r.';

/** The link that begins a login with these options: a path, or an address under `baseUrl`. Throws a `ConfigurationError` for a wrong option. */
export function loginLink(exchange: Exchange, options: LoginLinkOptions): string {
  const { services } = exchange;
  const request = checkLoginOptions(exchange, 'loginLink()', options);
  const path = linkOf(exchange, options.client ?? services.clients.soleName, request);
  return isTooLong(options.returnTo) ? tellOfLostDestination(path) : path;
}

function linkOf(exchange: Exchange, client: string | undefined, request: LoginRequest): string {
  const { urls, services } = exchange;
  const { returnTo, ...sealed } = request;
  if (Object.values(sealed).every((value) => value === undefined)) {
    const query = new URLSearchParams(returnTo === undefined ? {} : { returnTo });
    return urls.loginHref(client === undefined ? '' : `/${client}`, query);
  }
  if (client !== undefined) return sealedLink(exchange, { client, request });
  throw new ConfigurationError(
    `loginLink(): "client" is needed, as there are several: ${services.clients.names.join(', ')}`,
  );
}

/** The link that begins this login. Throws a `ConfigurationError` when it does not fit into an address. */
export function sealedLink(exchange: Exchange, content: LinkContent): string {
  const { appState, connectTo, stepUp, returnTo = '' } = content.request;
  const isRequired = [appState, connectTo, stepUp].some((each) => each !== undefined);
  const ticket = isRequired
    ? REQUIRED_MARK + exchange.issueTicket(REQUIRED, content)
    : exchange.issueTicket(OPTIONAL, content);
  if (ticket.length - returnTo.length * BASE64_GROWTH > MAX_TICKET_LENGTH)
    throw new ConfigurationError(
      'loginLink(): option "state" and the rest are too large for a link; keep them in the session',
    );
  return exchange.urls.loginHref(`/${content.client}`, new URLSearchParams({ ticket }));
}

function isForThisSession({ user, req }: Exchange, { session }: LinkContent): boolean {
  return session === undefined || (user !== undefined && handleOf(req.sessionID) === session);
}

function plainRequest({ request: { returnTo } }: LinkContent): LoginRequest {
  return { returnTo };
}

/**
 * The login that a link asks for, if its ticket is good: of this instance, for this client, and not expired. Throws a `CallbackError` for a bad
 * ticket of a link that connects, steps up, or has state; any other link still begins a plain login, and so does one of another session.
 */
export function openLoginLink(exchange: Exchange, ticket: string | null, client: string): LoginRequest | undefined {
  const isRequired = ticket?.startsWith(REQUIRED_MARK);
  const content = isRequired
    ? exchange.openTicket(REQUIRED, ticket?.slice(REQUIRED_MARK.length))
    : exchange.openTicket(OPTIONAL, ticket);
  if (content?.client === client) return isForThisSession(exchange, content) ? content.request : plainRequest(content);
  if (!isRequired) return undefined;
  throw new CallbackError('This login link has expired, or is not of this app', {
    code: 'ERR_OAUTH_LINK_EXPIRED',
    client,
    hint: 'Make the link with `auth.loginLink(req, …)` when the page is shown; it is good for a day',
  });
}
