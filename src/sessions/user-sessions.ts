import { describeValue } from '../shared/check-options.js';
import { digest } from '../shared/digest.js';
import { ConfigurationError } from '../shared/errors.js';
import type { ListedSession, SessionEntry } from './session-directory.js';
import type { SessionHandle } from '../records/session-handle.js';
import { signInOf } from './session-data.js';
import type { AppSession } from './session-data.js';
import type { Context } from '../http/services.js';
import type { EventMap } from '../shared/events.js';
import { takeBack, takeTokens } from '../tokens/revoke-tokens.js';

/** A session of a user, as `auth.sessions` tells it. */
export interface UserSession {
  /** What it goes by in `end()`, and in `req.auth.sessionId`. It says nothing of the cookie. */
  readonly id: string;
  /** Who is signed in. */
  readonly ident: string;
  /** The client that signed the user in. */
  readonly client: string;
  /** The User-Agent that signed in, cut to 256 characters. */
  readonly device: string | undefined;
  /** The address that signed in, where `session: { rememberAddress: true }` was given. */
  readonly address: string | undefined;
  /** When, in milliseconds since the epoch. */
  readonly signedInAt: number;
  /** When it ends at the latest, in milliseconds since the epoch. */
  readonly endsAt: number;
}

/** The sessions of users, in all browsers and over all processes. Every call rejects with a `SessionError` when the store does not answer. */
export interface Sessions {
  /** The sessions that a user is signed in with, the newest first. */
  list(ident: string): Promise<UserSession[]>;
  /** Ends a session, and takes its tokens back; tells whether there was one. Throws a `ConfigurationError` for what is no id. */
  end(id: string): Promise<boolean>;
  /** Ends all sessions of a user, but for the one whose id is `except`; tells how many. */
  endAll(ident: string, options?: { except?: string | undefined }): Promise<number>;
}

/** The id of a session: whose it is, and its handle, neither in the clear. */
export function sessionIdOf(ident: string, session: SessionHandle): string {
  return `${digest(ident)}.${session}`;
}

/** What `auth.sessions` is. */
export function sessionsFor(context: Context): Sessions {
  async function list(ident: string): Promise<UserSession[]> {
    const found = await lookedAt(context, await context.directory.ofUser(userOf('list', ident)));
    return found
      .flatMap(({ listed: [session, entry], isSignedIn }) => (entry && isSignedIn ? [told(session, entry)] : []))
      .toSorted((one, two) => two.signedInAt - one.signedInAt);
  }
  async function end(id: string): Promise<boolean> {
    const [user = '', handle = ''] = typeof id === 'string' ? id.split('.') : [];
    if (user === '' || handle === '')
      throw new ConfigurationError(`sessions.end() takes the id of a session, got ${describeValue(id)}`);
    const listed = (await context.directory.ofUser(user)).filter(([session]) => session === handle);
    const [found] = await living(context, listed);
    if (found) await endElsewhere(context, found, 'ended');
    return found !== undefined;
  }
  async function endAll(ident: string, options?: { except?: string | undefined }): Promise<number> {
    const found = await living(context, await context.directory.ofUser(userOf('endAll', ident)));
    const ending = found.filter(([session]) => sessionIdOf(ident, session) !== options?.except);
    await Promise.all(ending.map((each) => endElsewhere(context, each, 'ended', ident)));
    return ending.length;
  }
  return { list, end, endAll };
}

function userOf(caller: string, ident: unknown): string {
  if (typeof ident === 'string') return digest(ident);
  throw new ConfigurationError(`sessions.${caller}() takes an ident, got ${describeValue(ident)}`);
}

function told(session: SessionHandle, entry: SessionEntry): UserSession {
  const { ident, client, device, address, signedInAt, endsAt } = entry;
  return { id: sessionIdOf(ident, session), ident, client, device, address, signedInAt, endsAt };
}

/** A listed session that is there, and whether somebody is signed in. */
interface Looked {
  listed: ListedSession;
  isSignedIn: boolean;
}

/**
 * Those sessions that still are there: the others ended by themselves, and are taken out, with their tokens. One that the app signed
 * out by deleting `session.auth` is there: a request that was running then may bring its sign-in back.
 */
export async function living(context: Context, listed: ListedSession[]): Promise<ListedSession[]> {
  return (await lookedAt(context, listed)).map((each) => each.listed);
}

async function lookedAt(context: Context, listed: ListedSession[]): Promise<Looked[]> {
  const looked = await Promise.all(listed.map((each) => lookAt(context, each)));
  return looked.filter((each) => each !== undefined);
}

async function lookAt(context: Context, listed: ListedSession): Promise<Looked | undefined> {
  const [session, entry] = listed;
  // The app's own store is asked by the id, which nobody has here.
  if (entry?.isForeign)
    return (await context.ended.has(session)) ? gone(context, session, entry) : { listed, isSignedIn: true };
  const data = await context.store.read(session);
  if (entry && !data) return gone(context, session, entry);
  const signIn = data ? signInOf(data as AppSession) : undefined;
  if (entry) return { listed, isSignedIn: signIn?.ident === entry.ident };
  if (!signIn) return { listed, isSignedIn: false };
  // Of one whose entry is sealed with a secret that is not here, the session itself says what it can.
  return { listed: [session, { ...signIn, isForeign: false }], isSignedIn: true };
}

async function gone(context: Context, session: SessionHandle, entry: SessionEntry): Promise<undefined> {
  void takeBack(context, await takeTokens(context, session));
  await context.directory.remove(session, entry);
}

/** Ends a session of another request, wherever it is: a request of it that is still running does not bring it back. */
export async function endElsewhere(
  context: Context,
  [session, entry]: ListedSession,
  reason: EventMap['signOut'][0]['reason'],
  ident = entry?.ident,
): Promise<void> {
  if (!entry || entry.isForeign) await context.ended.add(session, entry?.endsAt);
  if (!entry?.isForeign) await context.store.end(session);
  // Before it is taken out of the list: who has to try again finds it there.
  const taken = await takeTokens(context, session);
  // Nobody waits for that: the provider may be waiting for this very answer.
  void takeBack(context, taken);
  if (entry) await context.directory.remove(session, entry);
  else if (ident !== undefined) await context.directory.remove(session, { ident });
  if (ident !== undefined) context.events.tell('signOut', { ident, reason });
}
