import type { Request, Response } from 'express';
import type { TokenSet } from '../protocol/token-set.js';
import { handleOf } from '../records/session-handle.js';
import type { SessionHandle } from '../records/session-handle.js';
import { SessionStore } from './session-store.js';
import type { SignIn } from './session-data.js';
import type { Context } from '../http/services.js';
import type { EventMap } from '../shared/events.js';
import { isHttps } from '../http/urls.js';
import { takeBack, takeTokens } from '../tokens/revoke-tokens.js';
import { stored, storeError } from './store-call.js';

/** Ends the session of a request, drops its tokens and takes them back: after this the request has no session. Gives the tokens. */
export async function endSession(
  context: Context,
  req: Request,
  res: Response,
  reason: EventMap['signOut'][0]['reason'],
): Promise<TokenSet | undefined> {
  const { session, sessionID: id } = req as Partial<Request>;
  delete (req as Partial<Request>).auth;
  // The app has ended it itself.
  if (!session || id === undefined) return undefined;
  const { auth: ident, signIn } = session;
  const handle = handleOf(id);
  if (context.entered.get(req)?.hasForeignSession) await context.ended.add(handle, signIn?.endsAt);
  await stored(context.storeTimeoutMs, (done) => session.destroy(done));
  if (signIn) await unlisted(context, handle, signIn);
  // Only now: a renewal that was under way finds the tokens gone, or they are the new ones.
  const taken = signIn ? await takeTokens(context, handle) : [];
  const lasting = signIn ? await lastingTokens(context, req, signIn) : undefined;
  if (!res.headersSent) clearSessionCookie(context, req, res);
  if (ident !== undefined) context.events.tell('signOut', { ident, reason });
  await takeBack(context, taken);
  return taken.find(({ isSignIn }) => isSignIn)?.tokens ?? lasting;
}

/** Whether the session of a request has ended since it was read: somebody signed out, say, while the user was at the provider. */
export async function hasEnded(context: Context, req: Request): Promise<boolean> {
  const { sessionID, sessionStore } = req;
  const session = handleOf(sessionID);
  if (context.entered.get(req)?.hasForeignSession) return context.ended.has(session);
  return sessionStore instanceof SessionStore && (await sessionStore.read(session)) === null;
}

/** Takes a session out of the directory. That it is still listed somewhere does not bring it back. */
async function unlisted(context: Context, session: SessionHandle, signIn: SignIn): Promise<void> {
  try {
    await context.directory.remove(session, signIn);
  } catch (error) {
    context.events.tell('failure', { error: storeError(error), reference: 'sessions' });
  }
}

/** The tokens in the app's own store: they stay there, but the provider's logout asks for their ID token. */
async function lastingTokens(
  context: Context,
  { sessionID }: Request,
  { client: name, ident }: SignIn,
): Promise<TokenSet | undefined> {
  const client = context.clients.get(name);
  if (!context.tokens.areLasting || !client) return undefined;
  try {
    return (await context.tokens.owner({ session: handleOf(sessionID), ident, client }).holder.load())?.tokens;
  } catch (error) {
    // The user is signed out all the same.
    context.events.tell('failure', { error: storeError(error), reference: 'tokens' });
    return undefined;
  }
}

function clearSessionCookie(context: Context, req: Request, res: Response): void {
  res.clearCookie(context.sessionCookie, {
    httpOnly: true,
    sameSite: 'lax',
    secure: isHttps(context, req),
    path: '/',
  });
}
