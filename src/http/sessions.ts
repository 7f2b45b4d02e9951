import { described } from '../check-options.js';
import { digest } from '../digest.js';
import { ConfigurationError } from '../errors.js';
import type { SessionEntry } from '../session/session-directory.js';
import type { SessionHandle } from '../session/session-handle.js';
import { signInOf } from '../session/signed-in-session.js';
import type { AppSession } from '../session/signed-in-session.js';
import type { Context } from './context.js';
import type { EventMap } from './events.js';
import { takeBack, takeTokens } from './session-tokens.js';

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
  /** The sessions of a user, the newest first. */
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
    const found = await living(context, await context.directory.ofUser(digest(ident)));
    return found
      .map(([session, entry]) => told(session, entry))
      .toSorted((one, two) => two.signedInAt - one.signedInAt);
  }
  async function end(id: string): Promise<boolean> {
    const [user = '', handle = ''] = typeof id === 'string' ? id.split('.') : [];
    if (user === '' || handle === '')
      throw new ConfigurationError(`sessions.end() takes the id of a session, got ${described(id)}`);
    const known = (await context.directory.ofUser(user)).find(([session]) => session === handle);
    const [there] = known ? await living(context, [known]) : [];
    if (!known) return false;
    await endElsewhere(context, known, 'ended');
    return there !== undefined;
  }
  async function endAll(ident: string, { except }: { except?: string | undefined } = {}): Promise<number> {
    const found = await living(context, await context.directory.ofUser(digest(ident)));
    const ending = found.filter(([session]) => sessionIdOf(ident, session) !== except);
    await Promise.all(ending.map((each) => endElsewhere(context, each, 'ended')));
    return ending.length;
  }
  return { list, end, endAll };
}

function told(session: SessionHandle, entry: SessionEntry): UserSession {
  const { ident, client, device, address, signedInAt, endsAt } = entry;
  return { id: sessionIdOf(ident, session), ident, client, device, address, signedInAt, endsAt };
}

/** Those sessions that still are signed in: the others ended by themselves, and are taken out. */
async function living(
  context: Context,
  listed: [SessionHandle, SessionEntry][],
): Promise<[SessionHandle, SessionEntry][]> {
  const alive = await Promise.all(listed.map((each) => isAlive(context, each)));
  const over = listed.filter((_, at) => !alive[at]);
  await Promise.all(over.map(([session, entry]) => context.directory.remove(session, entry)));
  return listed.filter((_, at) => alive[at]);
}

async function isAlive(context: Context, [session, entry]: [SessionHandle, SessionEntry]): Promise<boolean> {
  // The app's own store is asked by the id, which nobody has here.
  if (entry.isForeign) return !(await context.ended.has(session));
  const data = await context.store.read(session);
  return data !== null && signInOf(data as AppSession)?.ident === entry.ident;
}

/** Ends a session of another request, wherever it is: a request of it that is still running does not bring it back. */
export async function endElsewhere(
  context: Context,
  [session, entry]: [SessionHandle, SessionEntry],
  reason: EventMap['signOut'][0]['reason'],
): Promise<void> {
  const { ident, isForeign } = entry;
  await (isForeign ? context.ended.add(session) : context.store.end(session));
  await context.directory.remove(session, entry);
  const taken = await takeTokens(context, session);
  context.events.tell('signOut', { ident, reason });
  // Nobody waits for that: the provider may be waiting for this very answer.
  void takeBack(context, taken);
}
