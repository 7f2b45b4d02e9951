import { handleOf } from '../records/session-handle.js';
import type { Client } from '../protocol/client.js';
import { readIssuedAt } from '../protocol/oidc/read-issued-at.js';
import type { TokenSet } from '../protocol/token-set.js';
import { CallbackError, SessionError } from '../shared/errors.js';
import { keepRefreshToken } from '../tokens/token-repository.js';
import type { TokenAddress } from '../tokens/token-slot.js';
import { CarriedData } from './carried-data.js';
import { moveConnections } from './connections.js';
import { endingOf, endSession } from './end-session.js';
import type { HeldSession } from './session-backend.js';
import type { AppSession, SignIn } from './session-data.js';
import type { SessionEntry } from './session-directory.js';
import { heldSession, type SessionRequest } from './session-request.js';
import type { SessionServices } from './session-services.js';

/** How much of a User-Agent is remembered. */
const MAX_DEVICE_LENGTH = 256;

/** The user that a session is started for. */
export interface StartingUser {
  /** Names this login: a logout that its own hook causes does not end it. */
  login: string;
  /** When this login began. */
  began: SessionRequest['arrival'];
  ident: string;
  client: Client;
}

/** The part of a sign-in that does not follow from its session. */
export type NewSignIn = Omit<SignIn, 'ident' | 'client' | 'registration' | 'instance' | 'session' | 'connections'>;

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
  old.store.generate(req);
  data.putInto(req.session);
  const change: SessionChange = { services, request, user, old, data, isSameUser };
  return {
    undo: () => restoreSession(change),
    commit: (signIn, tokens) => commitSession(change, signIn, tokens),
  };
}

/** The change from the old session of a request to its new one. */
interface SessionChange {
  readonly services: SessionServices;
  readonly request: SessionRequest;
  readonly user: StartingUser;
  readonly old: HeldSession;
  readonly data: CarriedData;
  /** Whether the old session was anonymous, or of the same user at the same instance. */
  readonly isSameUser: boolean;
}

async function commitSession(change: SessionChange, newSignIn: NewSignIn, tokens: TokenSet): Promise<void> {
  const { services, old, isSameUser } = change;
  const { repository } = services.tokens;
  const previous = isSameUser && old.session.signIn ? addressIn(change, old) : undefined;
  const commit = () => replaceSession(change, newSignIn, { tokens, previous });
  const carriesRefreshToken = previous && tokens.refreshToken === undefined && !repository.areLasting;
  // A renewal meanwhile would rotate the refresh token that the new session is given.
  return carriesRefreshToken ? repository.whileNotRenewed(previous, commit) : commit();
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
    if (previous) kept = await withPreviousRefreshToken(change, previous, tokens);
    held.session.auth = signIn.ident;
    held.session.signIn = signIn;
    await storeSession(change, held, kept);
    // Only now, and before the browser has its cookie: so every listed session exists, and a look at the list removes none of them.
    await services.directory.add(handleOf(held.id), entryFor(change, signIn));
    await checkNotLoggedOut(change, signIn, tokens);
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
  await services.tokens.repository.save(addressIn(change, held), tokens);
  await request.backend.save(held);
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

function restoreSession({ request: { req }, old }: SessionChange): void {
  req.sessionID = old.id;
  req.session = old.session;
}

/** A logout of all sessions during the login may have come before this session was listed. Throws a `CallbackError`. */
async function checkNotLoggedOut({ services, request, user }: SessionChange, signIn: SignIn, tokens: TokenSet) {
  const { registration, ident, providerSession: session, client } = signIn;
  const issuedAt = readIssuedAt(tokens.idToken);
  const { login: id, began } = user;
  const login = { id, registration, ident, session, issuedAt, began, arrival: request.arrival };
  if (!(await services.recentLogouts.haveEnded(login))) return;
  throw new CallbackError('The user was signed out everywhere during the login', {
    code: 'ERR_OAUTH_NOT_SIGNED_IN',
    status: 403,
    client,
  });
}

/** Whether the data of a session is nobody's yet, or of this very user: the same ident at another instance may be another person. */
function isOfUser({ auth, signIn }: AppSession, { ident, client }: StartingUser, instance: string): boolean {
  // A sign-out that only deleted `session.auth` has left the sign-in behind.
  if (auth === undefined && signIn === undefined) return true;
  if (signIn && (signIn.instance !== instance || signIn.registration !== client.registration)) return false;
  return (auth ?? signIn?.ident) === ident;
}

function signInFor({ user, request, old, isSameUser }: SessionChange, held: HeldSession, newSignIn: NewSignIn): SignIn {
  const { ident, client } = user;
  const connections = isSameUser ? old.session.signIn?.connections : undefined;
  return {
    ...newSignIn,
    ident,
    client: client.name,
    registration: client.registration,
    instance: request.instance,
    session: handleOf(held.id),
    ...(connections ? { connections } : {}),
  };
}

function entryFor({ request, services }: SessionChange, signIn: SignIn): SessionEntry {
  const { ident, client, registration, instance, signedInAt, endsAt, providerSession } = signIn;
  const { req, backend } = request;
  return {
    ident,
    client,
    registration,
    instance,
    signedInAt,
    endsAt,
    providerSession,
    device: req.headers['user-agent']?.slice(0, MAX_DEVICE_LENGTH),
    address: services.settings.rememberAddress ? req.ip : undefined,
    backend: backend.kind,
  };
}

function addressIn({ user: { ident, client } }: SessionChange, { id }: HeldSession): TokenAddress {
  return { session: handleOf(id), ident, client };
}

/** The new tokens of a user who was signed in already, with the refresh token of before where they bring none. */
async function withPreviousRefreshToken(
  { services }: SessionChange,
  previous: TokenAddress,
  tokens: TokenSet,
): Promise<TokenSet> {
  if (tokens.refreshToken !== undefined || services.tokens.repository.areLasting) return tokens;
  return keepRefreshToken(tokens, await loadTokens(services, previous));
}

async function loadTokens({ tokens }: SessionServices, address: TokenAddress): Promise<TokenSet | undefined> {
  return (await tokens.repository.slot(address).load())?.tokens;
}

function noSessionError(): SessionError {
  return new SessionError('The session of this request was destroyed', { code: 'ERR_OAUTH_NO_SESSION', status: 500 });
}
