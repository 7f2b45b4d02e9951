import { handleOf } from '../records/session-handle.js';
import type { TokenSet } from '../protocol/token-set.js';
import { SessionError } from '../shared/errors.js';
import { keepRefreshToken } from '../tokens/keep-refresh-token.js';
import type { TokenAddress } from '../tokens/token-slot.js';
import { CarriedData } from './carried-data.js';
import { moveConnections } from './connections.js';
import { endingOf, endSession } from './end-session.js';
import { commitBesideOthers } from './parallel-session.js';
import type { HeldSession } from './session-backend.js';
import {
  addressIn,
  checkNotLoggedOut,
  entryFor,
  loadTokens,
  restoreSession,
  signInFor,
  type NewSignIn,
  type SessionChange,
  type StartingUser,
} from './session-change.js';
import type { AppSession } from './session-data.js';
import { heldSession, type SessionRequest } from './session-request.js';
import { chooseSessionId } from './session-ids.js';
import type { SessionServices } from './session-services.js';

export type { NewSignIn, StartingUser };

/** No other login of a browser is begun, answered by the provider, and verified faster than this. */
const OVERTAKEN_MS = 1000;

/** A session with a new id. Nothing is stored, and the old session goes on, until `commit`. */
export interface StartedSession {
  /** Returns to the session that was there before. */
  undo(): void;
  /**
   * Signs the user in: the new session is stored, then the old one ends. Rejects, with everything as it was before, with a
   * `SessionError` when the store does not answer, and with a `CallbackError` when the user was signed out meanwhile.
   */
  commit(signIn: NewSignIn, tokens: TokenSet): Promise<void>;
}

/**
 * Puts a new session with a new id in the place of the request's (OWASP ASVS 7.2.4). Data of an anonymous session, or of
 * a session of the same user, comes along; data of another user does not, nor that of a session that ends before `commit`.
 */
export function startSession(services: SessionServices, request: SessionRequest, user: StartingUser): StartedSession {
  const { req } = request;
  const old = heldSession(req);
  if (!old) throw noSessionError();
  const isSameUser = isOfUser(old.session, user, request.instance);
  const data = new CarriedData(isSameUser ? old.session : ({} as AppSession));
  if (request.backend.kind === 'own' && user.bindings) chooseSessionId(req, user.bindings.own);
  old.store.generate(req);
  data.putInto(req.session);
  const change: SessionChange = { services, request, user, old, newId: req.sessionID, data, isSameUser };
  return {
    undo: () => restoreSession(change),
    commit: (signIn, tokens) => commitSession(change, signIn, tokens),
  };
}

async function commitSession(change: SessionChange, newSignIn: NewSignIn, tokens: TokenSet): Promise<void> {
  checkStillThere(change);
  const commit = () => commitAlone(change, newSignIn, tokens);
  return mayBeBesideOthers(change) ? commitBesideOthers(change, { newSignIn, tokens, commit }) : commit();
}

/** A login that began later can have ended already only where this one has taken long. */
function mayBeBesideOthers({ services, request, user: { bindings } }: SessionChange): boolean {
  if (!bindings) return false;
  return bindings.others.length > 0 || services.clock() >= request.arrival.at + OVERTAKEN_MS;
}

async function commitAlone(change: SessionChange, newSignIn: NewSignIn, tokens: TokenSet): Promise<void> {
  const { services, request, user, old, isSameUser } = change;
  const { repository } = services.tokens;
  const previous = isSameUser && old.session.signIn ? addressIn(change, old) : undefined;
  const commit = () => replaceSession(change, newSignIn, { tokens, previous });
  const carriesRefreshToken = previous && tokens.refreshToken === undefined && !repository.areLasting;
  // A renewal meanwhile would rotate the refresh token that the new session is given.
  await (carriesRefreshToken ? repository.whileNotRenewed(previous, commit) : commit());
  const { backend, req } = request;
  if (!user.bindings) return;
  try {
    await services.parallelSignIns.remember(backend, user.bindings.own, req.sessionID);
  } catch (error) {
    services.events.reportStoreFailure(error, 'sessions');
  }
}

async function replaceSession(
  change: SessionChange,
  newSignIn: NewSignIn,
  { tokens, previous }: { tokens: TokenSet; previous: TokenAddress | undefined },
): Promise<void> {
  const { services, request, data, old } = change;
  const held = heldSession(request.req);
  if (!held) throw noSessionError();
  const signIn = signInFor(change, held, newSignIn);
  let kept = tokens;
  try {
    if (previous) kept = await withPreviousRefreshToken(change, { previous, held }, tokens);
    held.session.auth = signIn.ident;
    held.session.signIn = signIn;
    await storeSession(change, held, kept);
    // Only now, and before the browser has its cookie: so every listed session exists, and a look at the list removes none of them.
    const logouts = await services.directory.add(handleOf(held.id), entryFor(change, signIn));
    await checkNotLoggedOut(change, { signIn, tokens, logouts });
    // A hook may have begun to take the session away, and not have waited for it.
    checkStillThere(change);
    // The old session may have ended until this very moment. From here on, the new one has taken its place. Another user's gave it nothing.
    if (!change.isSameUser || (await request.backend.exists(old))) data.keep();
    else kept = await storeWithoutOldData(change, held, { kept, tokens });
  } catch (error) {
    await rollBack(change, held, { previous, kept });
    throw error;
  }
  await moveConnections(services, request, { from: handleOf(old.id), held });
  await endSession(services, endingOf(services, request.backend, old), { reason: 'replaced', kept });
}

/** An old session that has ended gives nothing to the new one: no data, no connections, and no refresh token. */
async function storeWithoutOldData(
  change: SessionChange,
  held: HeldSession,
  { kept, tokens }: { kept: TokenSet; tokens: TokenSet },
): Promise<TokenSet> {
  const { services, request, data } = change;
  data.drop(held.session);
  delete held.session.signIn?.connections;
  if (kept !== tokens) await replaceTokens(services, addressIn(change, held), tokens);
  await request.backend.save(held);
  return tokens;
}

/** Writes tokens where some are. A logout may have ended the new session, which is listed by now: then its tokens stay removed. */
async function replaceTokens({ tokens: { repository } }: SessionServices, address: TokenAddress, tokens: TokenSet) {
  const slot = repository.slot(address);
  const stored = await slot.load();
  if (stored) await slot.swap(stored, tokens);
}

async function storeSession(change: SessionChange, held: HeldSession, tokens: TokenSet): Promise<void> {
  const { services, request } = change;
  const written = await Promise.allSettled([
    services.tokens.repository.save(addressIn(change, held), tokens),
    request.backend.save(held),
  ]);
  // Both have come to an end: nothing is written after the new session was taken back.
  for (const each of written) if (each.status === 'rejected') throw each.reason;
}

/** The login has failed: the new session goes, and the old one goes on, with a refresh token that the provider may have issued once more. */
async function rollBack(
  change: SessionChange,
  held: HeldSession,
  { previous, kept }: { previous: TokenAddress | undefined; kept: TokenSet },
): Promise<void> {
  const { services, request } = change;
  const goesOn = previous && (await loadTokens(services, previous).catch(() => kept));
  await endSession(services, endingOf(services, request.backend, held), { reason: 'abandoned', kept: goesOn });
  restoreSession(change);
}

/** Whether the data of a session is nobody's yet, or of this very user: the same ident at another instance may be another person. */
function isOfUser({ auth, signIn }: AppSession, { ident, client }: StartingUser, instance: string): boolean {
  // A sign-out that only deleted `session.auth` has left the sign-in behind.
  if (auth === undefined && signIn === undefined) return true;
  if (signIn && (signIn.instance !== instance || signIn.registration !== client.registration)) return false;
  return (auth ?? signIn?.ident) === ident;
}

/** The new tokens of a user who was signed in already, with the refresh token of before where they bring none. */
async function withPreviousRefreshToken(
  { services }: SessionChange,
  { previous, held }: { previous: TokenAddress; held: HeldSession },
  tokens: TokenSet,
): Promise<TokenSet> {
  const { repository, refresher } = services.tokens;
  if (tokens.refreshToken !== undefined || repository.areLasting) return tokens;
  await refresher.writeWaiting(repository.slot(previous));
  return keepRefreshToken(tokens, await repository.loadToCarryOver(previous, handleOf(held.id)));
}

/** Throws a `SessionError` where the app has destroyed the new session, or put another one in its place. */
function checkStillThere({ request, newId }: SessionChange): void {
  if (heldSession(request.req)?.id !== newId) throw noSessionError();
}

/** The error for a session that the app has taken away during a sign-in. */
function noSessionError(): SessionError {
  return new SessionError('The session of this request was destroyed, or replaced', {
    code: 'ERR_OAUTH_NO_SESSION',
    status: 500,
    hint: 'The hook "getAuth" gets a new session, and its result says whether the user comes in. To drop data, delete fields of the session',
  });
}
