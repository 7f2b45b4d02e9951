import type { Request, Response } from 'express';
import { isOAuthError } from '../errors.js';
import type { TokenSet } from '../protocol/token-set.js';
import type { TokenOwner } from '../tokens/token-keeper.js';
import { handleOf } from '../session/session-handle.js';
import type { SessionHandle } from '../session/session-handle.js';
import type { Context } from './context.js';
import type { EventMap } from './events.js';
import { isHttps } from './places.js';
import { stored, storeError } from './stored.js';

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
  const ident = session.auth;
  const owners = ownersIn(context, req);
  const [tokens, ...connected] = await Promise.all(owners.map(async ({ holder }) => (await holder.load())?.tokens));
  if (context.entered.get(req)?.hasForeignSession) await context.ended.add(handleOf(id));
  await stored(context.storeTimeoutMs, (done) => session.destroy(done));
  await dropTokens(context, handleOf(id), Object.keys(session.signIn?.connections ?? {}));
  if (!res.headersSent) clearSessionCookie(context, req, res);
  if (ident !== undefined) context.events.tell('signOut', { ident, reason });
  await Promise.all([tokens, ...connected].map((each, at) => takeBack(context, owners[at], each)));
  return tokens;
}

/** The session has ended, and with it the way to its tokens: what cannot be removed now ends by itself. */
async function dropTokens(context: Context, session: SessionHandle, connections: readonly string[]): Promise<void> {
  try {
    await context.tokens.removeSession(session, connections);
  } catch (error) {
    context.events.tell('failure', { error: storeError(error), reference: 'tokens' });
  }
}

/** Whose tokens a session has: its sign-in's first, then those of its connections. */
function ownersIn(context: Context, { session: { signIn }, sessionID }: Request): TokenOwner[] {
  const client = signIn && context.clients.get(signIn.client);
  const session = handleOf(sessionID);
  if (!client) return [];
  const connections = Object.entries(signIn.connections ?? {}).flatMap(([name, { ident }]) => {
    const other = context.clients.get(name);
    return other ? [context.tokens.owner({ session, ident, client: other, connected: true })] : [];
  });
  return [context.tokens.owner({ session, ident: signIn.ident, client }), ...connections];
}

function clearSessionCookie(context: Context, req: Request, res: Response): void {
  res.clearCookie(context.sessionCookie, {
    httpOnly: true,
    sameSite: 'lax',
    secure: isHttps(context, req),
    path: '/',
  });
}

/** Has the provider take a refresh token back. The user is signed out here all the same. */
async function takeBack(context: Context, owner: TokenOwner | undefined, tokens: TokenSet | undefined): Promise<void> {
  if (!context.revokeTokens || context.tokens.areLasting || tokens?.refreshToken === undefined) return;
  try {
    await owner?.client.revoke(tokens);
  } catch (error) {
    if (isOAuthError(error)) context.events.tell('failure', { error, reference: 'revocation' });
  }
}
