import { handleOf } from '../records/session-handle.js';
import type { Client } from '../protocol/client.js';
import { readIssuedAt } from '../protocol/oidc/read-issued-at.js';
import type { TokenSet } from '../protocol/token-set.js';
import { CallbackError } from '../shared/errors.js';
import type { TokenAddress } from '../tokens/token-slot.js';
import type { CarriedData } from './carried-data.js';
import type { Bindings } from './parallel-sign-ins.js';
import type { HeldSession } from './session-backend.js';
import type { SignIn } from './session-data.js';
import type { SessionEntry } from './session-directory.js';
import type { SessionRequest } from './session-request.js';
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
  bindings?: Bindings | undefined;
}

/** The part of a sign-in that does not follow from its session. */
export type NewSignIn = Omit<SignIn, 'ident' | 'client' | 'registration' | 'instance' | 'session' | 'connections'>;

/** The change from the old session of a request to its new one. */
export interface SessionChange {
  readonly services: SessionServices;
  readonly request: SessionRequest;
  readonly user: StartingUser;
  readonly old: HeldSession;
  /** The id of the new session. */
  readonly newId: string;
  readonly data: CarriedData;
  /** Whether the old session was anonymous, or of the same user at the same instance. */
  readonly isSameUser: boolean;
}

/** A logout of all sessions during the login may have come before this session was listed. Throws a `CallbackError`. */
export async function checkNotLoggedOut(
  { services, request, user }: SessionChange,
  { signIn, tokens, logouts }: { signIn: SignIn; tokens: TokenSet; logouts?: readonly Record<string, string>[] },
): Promise<void> {
  const { registration, ident, providerSession: session, client } = signIn;
  const issuedAt = readIssuedAt(tokens.idToken);
  const { login: id, began } = user;
  const login = { id, registration, ident, session, issuedAt, began, arrival: request.arrival };
  if (!(await services.recentLogouts.haveEnded(login, logouts))) return;
  throw new CallbackError('The user was signed out everywhere during the login', {
    code: 'ERR_OAUTH_NOT_SIGNED_IN',
    status: 403,
    client,
  });
}

/** The sign-in of a session. */
export function signInFor(
  { user, request, old, isSameUser }: SessionChange,
  held: HeldSession,
  newSignIn: NewSignIn,
): SignIn {
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

/** The entry of a sign-in in the lists. */
export function entryFor({ request, services }: SessionChange, signIn: SignIn): SessionEntry {
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

/** Where the tokens of the sign-in are. */
export function addressIn({ user: { ident, client } }: SessionChange, { id }: HeldSession): TokenAddress {
  return { session: handleOf(id), ident, client };
}

/** The tokens at an address. */
export async function loadTokens({ tokens }: SessionServices, address: TokenAddress): Promise<TokenSet | undefined> {
  return (await tokens.repository.slot(address).load())?.tokens;
}

/** Returns to the session that was there before. */
export function restoreSession({ request: { req }, old }: SessionChange): void {
  req.sessionID = old.id;
  req.session = old.session;
}
