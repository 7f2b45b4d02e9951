import type { Request } from 'express';
import type { TokenSet } from '../../protocol/token-set.js';
import { endingOf, endSession } from '../../sessions/end-session.js';
import { heldSession } from '../../sessions/session-request.js';
import type { SignOutReason } from '../../shared/events.js';
import type { Exchange } from '../exchange.js';

/**
 * Ends the session of a request: after this it has none. Gives the tokens of the sign-in, which have been removed. Rejects with a
 * `SessionError` while the session is still there.
 */
export async function signOut(exchange: Exchange, reason: SignOutReason): Promise<TokenSet | undefined> {
  const { req, services, backend } = exchange;
  const held = heldSession(req);
  // The app has destroyed it already.
  if (!held) {
    exchange.user = undefined;
    return undefined;
  }
  const ending = endingOf(services.sessions, backend, held);
  // express-session must not save it again at the end of the response.
  delete (req as Partial<Request>).session;
  exchange.user = undefined;
  const tokens = await endSession(services.sessions, ending, { reason });
  if (!exchange.res.headersSent) clearSessionCookie(exchange);
  return tokens;
}

function clearSessionCookie({ res, urls }: Exchange): void {
  res.clearCookie(urls.sessionCookie, { httpOnly: true, sameSite: 'lax', secure: urls.isHttps, path: '/' });
}
