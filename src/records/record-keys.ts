import { digest } from '../shared/digest.js';
import type { SessionHandle } from './session-handle.js';

const ANONYMOUS = /(tx|out):\{[^{}]*\}$/;

// The braces put all keys of one session into one slot of a Redis Cluster. Names from outside are digested.

/** The key of a session's data. */
export function sessionKey(prefix: string, session: SessionHandle): string {
  return `${prefix}sess:{${session}}`;
}

/** The key of the tokens of a session's sign-in, or of one of its connections by the name of the client. */
export function sessionTokensKey(prefix: string, session: SessionHandle, connection?: string): string {
  return `${prefix}tok:{${session}}${connection === undefined ? '' : `:${connection}`}`;
}

/** The key under which tokens in the app's own store are locked. */
export function storedTokensKey(prefix: string, owner: readonly string[]): string {
  return `${prefix}tok:{${digestOf(owner)}}`;
}

/** The key of the lock for the renewal of what is under another key. */
export function lockKey(key: string): string {
  return `${key}/lock`;
}

/** The key of where what was under another key has gone during its renewal. */
export function movedKey(key: string): string {
  return `${key}/moved`;
}

/** The key of the lock for writes to what another key names, in a store that cannot compare and swap. */
export function writeLockKey(key: string): string {
  return `${key}/write`;
}

/** The key of which refresh token of what another key names has been sent, as long as its answer is not stored. */
export function sentKey(key: string): string {
  return `${key}/sent`;
}

/** The key of new tokens for what another key names, in a store that did not take them. */
export function unwrittenKey(key: string): string {
  return `${key}/unwritten`;
}

/** The key of what of a session has ended although its store may bring it back. */
export function endingsKey(prefix: string, session: SessionHandle): string {
  return `${prefix}gone:{${session}}`;
}

/** The key of the list of a user's sessions. `user` is a digest that `userDigest` made. */
export function userSessionsKey(prefix: string, user: string): string {
  return `${prefix}ident:{${user}}`;
}

/** Stands for a user of one registration, in keys and session ids. */
export function userDigest(registration: string, ident: string): string {
  return digestOf([registration, ident]);
}

/** The key of the list of the sessions that belong to a session at the provider. */
export function providerSessionKey(prefix: string, registration: string, { issuer, sid }: ProviderSessionId): string {
  return `${prefix}sid:{${digestOf([registration, issuer, sid])}}`;
}

/** The key of the recent logouts of a user, by the ident, or of a session at the provider. */
export function recentLogoutsKey(prefix: string, registration: string, of: string | ProviderSessionId): string {
  const whose = typeof of === 'string' ? [of] : [of.issuer, of.sid];
  return `${prefix}out:{${digestOf([registration, ...whose])}}`;
}

/** The key of a token that counts once. */
export function usedTokenKey(prefix: string, token: readonly string[]): string {
  return `${prefix}jti:{${digestOf(token)}}`;
}

/** The key of a pending login. */
export function transactionKey(prefix: string, { state, binding }: { state: string; binding: string }): string {
  return `${prefix}tx:{${digest(`${state} ${binding}`)}}`;
}

/** The kind of a record of which anonymous visitors can cause as many as they like: a pending login, or a logout that a frame asks for. */
export function anonymousKind(key: string): 'tx' | 'out' | undefined {
  return ANONYMOUS.exec(key)?.[1] as 'tx' | 'out' | undefined;
}

/** The key of the session that the login with this binding has started. */
export function startedSessionKey(prefix: string, binding: string): string {
  return `${prefix}tx:{${digest(`started ${binding}`)}}`;
}

/** The key of the lock for the logins of a browser that has this binding of a pending login. */
export function browserLockKey(prefix: string, binding: string): string {
  return lockKey(startedSessionKey(prefix, binding));
}

/** A session at the provider, by the issuer and the `sid` of its ID tokens (OIDC Back-Channel Logout 1.0, section 2.1). */
export interface ProviderSessionId {
  /** The issuer of the ID token. */
  issuer: string;
  /** Its claim `sid`. */
  sid: string;
}

function digestOf(parts: readonly string[]): string {
  return digest(JSON.stringify(parts));
}
