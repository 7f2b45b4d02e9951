import type { IncomingMessage } from 'node:http';
import type { Request, Response } from 'express';
import type { Auth } from '../sessions/auth.js';
import { recognizeUser } from '../sessions/recognize-user.js';
import { hasSession, peekSession } from '../sessions/unmade-session.js';
import { ConfigurationError, SessionError } from '../shared/errors.js';
import { Exchange } from './exchange.js';
import { claimAddress, isAtRootOf } from './instances.js';
import { signOut } from './logout/sign-out.js';
import { guardSession } from './response/guard-session.js';
import type { Services } from './services.js';
import { checkMount, isSafeMount } from './urls.js';

const MOUNT_HINT =
  'Pass the option "mountPath" with the path that auth.router is mounted at; or mount auth.router before auth.beforeware';

/** The exchanges of a request: one for each instance that has seen it. */
interface Exchanges {
  readonly all: Map<Services, Exchange>;
  /** The one that was opened last: its user is the user of the request. */
  latest: Exchange | undefined;
}

/** Not in the request: each property that it gets makes it more than a kilobyte larger. */
const opened = new WeakMap<IncomingMessage, Exchanges>();

/** The exchange of a request, as far as this instance has seen it. */
export function findExchange(services: Services, req: IncomingMessage): Exchange | undefined {
  return opened.get(req)?.all.get(services);
}

/** The exchange of the instance that has opened a request last. An exchange that was only asked for a link is none. */
export function latestExchange(req: IncomingMessage): Exchange | undefined {
  return opened.get(req)?.latest;
}

/**
 * The exchange of a request: found, or made. It has no session before `openExchange`. `mount` is where the router is known to be
 * mounted; without it, the option `mountPath` says so, else it is the root.
 */
export function exchangeOf(
  services: Services,
  { req, res, mount }: { req: Request; res: Response; mount?: string },
): Exchange {
  const known = opened.get(req);
  const found = known?.all.get(services);
  // An exchange that was only asked for a link, before the router, did not know where the router is.
  const isUsable = found && (mount === undefined || found.isOpen);
  const at = services.settings.mountPath ?? mount ?? '';
  // The error page links to paths below it. `checkMount` refuses the request.
  const safe = isSafeMount(at) ? at : '';
  const exchange = isUsable ? found : new Exchange(services, { req, res, mount: safe });
  if (known) known.all.set(services, exchange);
  else opened.set(req, { all: new Map([[services, exchange]]), latest: undefined });
  return exchange;
}

/**
 * Opens the exchange of a request, once: the request gets its session, and its user. `mount` is where the router is, if the request is in it.
 * Throws a `ConfigurationError` when the router is elsewhere than the guard took it to be, and when two instances answer one redirect path, or have one identity;
 * a `SessionError` when there is no session, or the store does not answer.
 */
export async function openExchange(exchange: Exchange, mount?: string): Promise<void> {
  const { req, services } = exchange;
  const seen = opened.get(req);
  if (seen) seen.latest = exchange;
  // The router has opened it. Since then the app may have changed the session, or another instance may have shown its own user.
  if (exchange.isOpen && mount === undefined) return exchange.expose();
  checkMount(req, mount ?? exchange.urls.mount);
  if (mount !== undefined && !exchange.urls.isMountedAt(mount)) throw mountError(exchange, mount);
  claimAddress(exchange, isMountCertain(exchange, mount));
  if (exchange.isOpen) return exchange.expose();
  exchange.user = undefined;
  exchange.chooseBackend();
  const watch = () => guardSession(exchange);
  // An express-session of the app's own sees the response already.
  if (exchange.backend.kind === 'app') watch()();
  for (const read of services.sessions.readers) {
    if (hasSession(req)) break;
    await read(req, exchange.res, watch);
  }
  if (!hasSession(req) || !(req as Partial<Request>).sessionStore) throw noSessionError();
  exchange.isOpen = true;
  exchange.user = await recognize(exchange);
}

/** Opens the exchange of a request that has come to the router. */
export async function openInRouter(exchange: Exchange): Promise<void> {
  await openExchange(exchange, exchange.req.baseUrl);
  exchange.isRouted = true;
}

/**
 * The user that the session of an exchange says is signed in. `isFresh` means that the session was written just now, by this request.
 * Rejects with a `SessionError` when the store does not answer.
 */
export function recognize(exchange: Exchange, { isFresh = false } = {}): Promise<Auth | undefined> {
  const { sessions, settings } = exchange.services;
  const onDead = settings.session.endWithRefreshToken ? endWithToken(exchange) : undefined;
  return recognizeUser(sessions, exchange, { onDead, isFresh });
}

function endWithToken(exchange: Exchange): () => Promise<void> {
  const id = peekSession(exchange.req)?.id;
  return async () => {
    // The app may have put another session in the place of this one.
    if (exchange.req.sessionID === id) await signOut(exchange, 'token-dead');
  };
}

/**
 * Whether it is certain where the router is mounted. A guard or a method that comes before it takes it to be at the root, where Express says
 * that it is. Throws a `ConfigurationError` where Express says that it is not.
 */
function isMountCertain({ req, services, isOpen }: Exchange, mount: string | undefined): boolean {
  if (isOpen || mount !== undefined || services.settings.mountPath !== undefined) return true;
  const isAtRoot = isAtRootOf(req.app, services);
  if (isAtRoot === false) throw unknownMountError();
  return isAtRoot === true;
}

function unknownMountError(): ConfigurationError {
  return new ConfigurationError('It is not known where the router of oauth() is mounted: it is not at the root', {
    hint: MOUNT_HINT,
  });
}

function mountError({ urls: { mount } }: Exchange, seen: string): ConfigurationError {
  return new ConfigurationError(
    `The router of oauth() is mounted at ${JSON.stringify(seen || '/')}, and not at ${JSON.stringify(mount || '/')}`,
    { hint: MOUNT_HINT },
  );
}

function noSessionError(): SessionError {
  return new SessionError('There is a req.session that express-session did not make', {
    code: 'ERR_OAUTH_NO_SESSION',
    status: 500,
    hint: 'Leave the session to oauth(), or set up express-session before it; cookie-session has no session id to change at sign-in',
  });
}
