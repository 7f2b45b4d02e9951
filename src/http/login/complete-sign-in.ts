import type { Request } from 'express';
import type { AppSession, SignIn, UserInfo } from '../../sessions/session-data.js';
import { CallbackError } from '../../shared/errors.js';
import type { Client } from '../../protocol/client.js';
import { readIssuedAt } from '../../protocol/oidc/read-issued-at.js';
import type { TokenSet } from '../../protocol/token-set.js';
import type { SessionEntry } from '../../sessions/session-directory.js';
import { handleOf } from '../../records/session-handle.js';
import { SessionStore } from '../../sessions/session-store.js';
import { withRefreshToken } from '../../tokens/token-repository.js';
import type { TokenPlace } from '../../tokens/token-repository.js';
import type { Context } from '../services.js';
import { realmOf } from '../urls.js';
import { takeBack, takeTokens } from '../../tokens/revoke-tokens.js';
import { hasEnded } from '../../sessions/end-session.js';
import { stored, storeError } from '../../sessions/store-call.js';

/** So much of a User-Agent is remembered. */
const LONGEST_DEVICE = 256;

/** What of a session is about its sign-in, and never carried over. */
const OURS = new Set(['cookie', 'auth', 'signIn']);

/** A session with a new id that is not signed in yet. */
export interface NewSession {
  /** Goes back to the session that was there before. */
  undo(): void;
  /** Signs the user in: the new session is stored, then the old one ends. */
  commit(signIn: SignIn, tokens: TokenSet): Promise<void>;
}

/**
 * Puts a new session with a new id in the place of the request's (OWASP ASVS 7.2.4). The data of an anonymous session, or of
 * the same user's, comes along; another user's does not, nor that of a session that has ended meanwhile. Nothing is stored, and nothing
 * ended, before `commit`.
 */
export async function newSession(
  context: Context,
  req: Request,
  { ident, client }: { ident: string; client: Client },
): Promise<NewSession> {
  const old = { id: req.sessionID, session: req.session };
  const isKnown = isOf(old.session, { ident, realm: realmOf(context, req) });
  const isSame = isKnown && !(old.session.signIn && (await hasEnded(context, req)));
  const carried = isSame ? dataOf(old.session) : {};
  const connections = isSame ? old.session.signIn?.connections : undefined;
  req.sessionStore.generate(req);
  Object.assign(req.session, carried);
  const before = isSame && old.session.signIn ? { session: handleOf(old.id), ident, client } : undefined;
  const undo = (): void => {
    req.sessionID = old.id;
    req.session = old.session;
  };
  return {
    undo,
    async commit(signIn, tokens) {
      let kept = tokens;
      try {
        req.session.auth = ident;
        const session = handleOf(req.sessionID);
        const { registration } = client;
        const whole: SignIn = { ...signIn, session, registration, ...(connections ? { connections } : {}) };
        req.session.signIn = whole;
        if (before) kept = await carriedOver(context, before, tokens);
        await context.tokens.save({ session, ident, client }, kept);
        await stored(context.storeTimeoutMs, (done) => req.session.save(done));
        // Only now, and before the browser has its cookie: what is listed is there, and who looks meanwhile does not take it out.
        await context.directory.add(session, entryOf(context, req, whole));
        await checkStillThere(context, req, { signIn: whole, tokens });
      } catch (error) {
        // What is there of it has an id that nobody was told; what cannot be removed now ends by itself.
        // The old session goes on, and with it its refresh token, which the provider may have given once more.
        const goesOn = before && (await heldBy(context, before).catch(() => kept));
        await removed(context, req, { id: req.sessionID, session: req.session, kept: goesOn });
        undo();
        throw error;
      }
      // Only now: a login that came to nothing has left them where they were.
      if (connections) await moved(context, req, { from: old.id, connections });
      await end(context, req, { ...old, kept });
    },
  };
}

/** Whether the data of a session is nobody's yet, or of this very user: the same ident at another `oauth()` may be another person. */
function isOf({ auth, signIn }: AppSession, user: { ident: string; realm: string }): boolean {
  // Who signed out by deleting `session.auth` has left the rest behind.
  if (auth === undefined && signIn === undefined) return true;
  return (auth ?? signIn?.ident) === user.ident && (signIn === undefined || signIn.realm === user.realm);
}

/** A logout that the provider told during the login may have found no session to end yet. Throws a `CallbackError`. */
async function checkStillThere(
  context: Context,
  req: Request,
  { signIn, tokens: { idToken } }: { signIn: SignIn; tokens: TokenSet },
): Promise<void> {
  const { registration, ident, providerSession: session, client, signedInAt } = signIn;
  const { at = signedInAt } = context.entered.get(req) ?? {};
  // Only OpenID Connect has an ID token, and logouts that the provider begins.
  if (registration === undefined || idToken === undefined) return;
  if (!(await context.recentLogouts.has({ registration, ident, session, issuedAt: readIssuedAt(idToken) }, at))) return;
  throw new CallbackError('The provider has signed the user out during the login', {
    code: 'ERR_OAUTH_NOT_SIGNED_IN',
    status: 403,
    client,
  });
}

/** The new session is stored, so the login counts: the old one that cannot be removed is told, and no more. */
async function end(context: Context, req: Request, old: Ending): Promise<void> {
  for (const error of await removed(context, req, old))
    context.events.tell('failure', { error: storeError(error), reference: 'old session' });
}

/**
 * The tokens of connections go along to the new session, and a connection that has none any more goes: another sign-in at the same time took
 * them. The login counts: what cannot be had now is told, and no more.
 */
async function moved(
  context: Context,
  { session, sessionID }: Request,
  { from, connections }: { from: string; connections: NonNullable<SignIn['connections']> },
): Promise<void> {
  const all = Object.entries(connections);
  const idents = Object.fromEntries(all.map(([name, account]) => [name, account.ident]));
  try {
    const there = await context.tokens.move(handleOf(from), handleOf(sessionID), idents);
    if (there.length === all.length || !session.signIn) return;
    session.signIn.connections = Object.fromEntries(all.filter(([name]) => there.includes(name)));
    await stored(context.storeTimeoutMs, (done) => session.save(done));
  } catch (error) {
    context.events.tell('failure', { error: storeError(error), reference: 'tokens' });
  }
}

/** What the directory of sessions tells of this one. */
function entryOf(context: Context, req: Request, signIn: SignIn): SessionEntry {
  const { ident, client, registration, signedInAt, endsAt, providerSession } = signIn;
  return {
    ident,
    client,
    registration,
    signedInAt,
    providerSession,
    endsAt,
    device: req.headers['user-agent']?.slice(0, LONGEST_DEVICE),
    address: context.rememberAddress ? req.ip : undefined,
    isForeign: context.entered.get(req)?.hasForeignSession === true,
  };
}

/** A session that ends at a sign-in, and the tokens that go on, if any do. */
interface Ending {
  id: string;
  session: AppSession;
  kept: TokenSet | undefined;
}

/** The new tokens of a user who was signed in already, with the refresh token of before when they bring none. */
async function carriedOver(context: Context, before: TokenPlace, tokens: TokenSet): Promise<TokenSet> {
  if (tokens.refreshToken !== undefined || context.tokens.areLasting) return tokens;
  return withRefreshToken(tokens, await heldBy(context, before));
}

async function heldBy(context: Context, place: TokenPlace): Promise<TokenSet | undefined> {
  return (await context.tokens.owner(place).holder.load())?.tokens;
}

/** Whether a session may be in the store. Ours knows a new one, which an anonymous visitor's is. */
function isThere({ sessionStore }: Request, session: AppSession): boolean {
  return !(sessionStore instanceof SessionStore) || sessionStore.holds(session);
}

/** Removes a session, and its tokens if it may have some, which the provider takes back. Gives back what failed. */
async function removed(context: Context, req: Request, { id, session, kept }: Ending): Promise<unknown[]> {
  const { signIn } = session;
  const isForeign = signIn !== undefined && context.entered.get(req)?.hasForeignSession === true;
  const results = await Promise.allSettled([
    isForeign ? context.ended.add(handleOf(id), signIn.endsAt) : undefined,
    isThere(req, session) ? stored(context.storeTimeoutMs, (done) => req.sessionStore.destroy(id, done)) : undefined,
  ]);
  const isGone = results.every(({ status }) => status === 'fulfilled');
  // One that is there still can be found, and ended.
  if (signIn && isGone) results.push(...(await Promise.allSettled([context.directory.remove(handleOf(id), signIn)])));
  const taken = signIn ? await takeTokens(context, handleOf(id)) : [];
  // Nobody waits for that.
  void takeBack(
    context,
    taken.filter(({ tokens }) => !kept || tokens.refreshToken !== kept.refreshToken),
  );
  return results
    .filter((result) => result.status === 'rejected')
    .map(({ reason }: PromiseRejectedResult) => reason as unknown);
}

function dataOf(session: AppSession): Record<string, unknown> {
  const entries = Object.entries(session).filter(([name]) => !OURS.has(name));
  // A copy: what a hook changes in it must not change the old session, should the login come to nothing. The way the store
  // would make it, which drops a function.
  return JSON.parse(JSON.stringify(Object.fromEntries(entries))) as Record<string, unknown>;
}

/** The info of a login, with claims of the wrong kind left out. */
export function userInfoOf(claims: Record<string, unknown> & { sub: string; raw: Record<string, unknown> }): UserInfo {
  const texts = ['name', 'given_name', 'family_name', 'preferred_username', 'picture', 'email'];
  const kept = Object.entries(claims).filter(
    ([name, value]) =>
      value !== null &&
      value !== '' &&
      (!texts.includes(name) || typeof value === 'string') &&
      (name !== 'picture' || (typeof value === 'string' && /^https?:\/\//i.test(value))),
  );
  // "true" in a text is how some providers say it; anything else is no.
  const verified = claims['email_verified'] === true || claims['email_verified'] === 'true';
  return {
    ...Object.fromEntries(kept),
    ...('email_verified' in claims ? { email_verified: verified } : {}),
    sub: claims.sub,
    raw: claims.raw,
  };
}
