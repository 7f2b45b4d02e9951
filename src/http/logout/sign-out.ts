import type { Request } from 'express';
import type { TokenSet } from '../../protocol/token-set.js';
import { endingOf, endSession } from '../../sessions/end-session.js';
import type { AppSession } from '../../sessions/session-data.js';
import { heldSession } from '../../sessions/session-request.js';
import type { SignOutReason } from '../../shared/events.js';
import type { Exchange } from '../exchange.js';

/**
 * Ends the session of a request: after this it has none. Gives the tokens of the sign-in, which have been removed. Rejects with a
 * `SessionError` while the session is still there.
 */
export async function signOut(
  exchange: Exchange,
  reason: SignOutReason,
  held = heldSession(exchange.req),
): Promise<TokenSet | undefined> {
  const { req, services, backend } = exchange;
  // The app has destroyed it already.
  if (!held) {
    exchange.user = undefined;
    return undefined;
  }
  const ending = endingOf(services.sessions, backend, held);
  ended.add(held.session);
  // express-session must not save it again at the end of the response.
  if (req.session === held.session) delete (req as Partial<Request>).session;
  exchange.user = undefined;
  const tokens = await endSession(services.sessions, ending, { reason });
  if (!exchange.res.headersSent && !heldSession(req)) clearSessionCookie(exchange);
  return tokens;
}

/** Sessions that were ended here, and not by the app. */
const ended = new WeakSet<AppSession>();

/**
 * Runs a hook, or the function that a hook answers with. It may take the session away: destroy it, or put another one or nothing in its
 * place. Then a signed-in user is signed out, and the tokens and the entries in the lists go, too. Rejects as the hook does, and as `signOut`.
 */
export async function watchSession<T>(exchange: Exchange, run: () => Promise<T>): Promise<T> {
  const held = exchange.user && heldSession(exchange.req);
  try {
    return await run();
  } finally {
    const isLost = held && heldSession(exchange.req)?.id !== held.id && !ended.has(held.session);
    if (isLost) await signOut(exchange, 'invalid', held);
  }
}

function clearSessionCookie({ res, urls }: Exchange): void {
  res.clearCookie(urls.sessionCookie, { httpOnly: true, sameSite: 'lax', secure: urls.isHttps, path: '/' });
}
