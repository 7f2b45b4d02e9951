import type { Request, Response } from 'express';
import type { Context } from './context.js';
import type { EventMap } from './events.js';
import { isHttps } from './places.js';
import { stored } from './stored.js';

/** Ends the session of a request and drops its tokens: after this the request has no session. */
export async function endSession(
  context: Context,
  req: Request,
  res: Response,
  reason: EventMap['signOut'][0]['reason'],
): Promise<void> {
  const ident = req.session.auth;
  // The tokens first: whatever fails after this, they are gone.
  await context.vault.remove(req.sessionID);
  await stored(context.storeTimeoutMs, (done) => req.session.destroy(done));
  delete (req as Partial<Request>).auth;
  res.clearCookie(context.sessionCookie, {
    httpOnly: true,
    sameSite: 'lax',
    secure: isHttps(context, req),
    path: '/',
  });
  if (ident !== undefined) context.events.tell('signOut', { ident, reason });
}
