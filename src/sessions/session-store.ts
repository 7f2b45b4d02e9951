import { RedisStore } from 'connect-redis';
import type { SessionData } from 'express-session';
import type { KeyedRecords } from '../records/keyed-records.js';
import { sessionKey } from '../records/record-keys.js';
import { handleOf, type SessionHandle } from '../records/session-handle.js';
import { SessionError } from '../shared/errors.js';
import type { EndedSessions } from './ended-sessions.js';
import { endOf, type AppSession } from './session-data.js';
import { isBounded, parseSession, sessionText } from './session-record.js';

/** How many sessions are remembered as extended; forgetting one costs a write, nothing else. */
const MAX_EXTENDED_SESSIONS = 10_000;
/** A session's life is extended once in this part of its idle limit: precise enough, and it spares Redis a write on nearly every request. */
const EXTENSIONS_PER_LIFE = 20;

/** The parts that a session store needs. */
export interface SessionStoreOptions extends KeyedRecords {
  idleSeconds: number;
  absoluteSeconds: number;
  /** Remembers the connections that have ended. */
  ended: EndedSessions;
}

/** A session that has been read: its data is null where there is none. */
interface LoadedSession {
  readonly id: string | undefined;
  readonly data: SessionData | null;
}

type Done = (error?: unknown) => void;

/** The last write of a session. */
interface WriteRecord {
  data: string;
  at: number;
  isDone: boolean;
}

/**
 * The sessions of express-session by connect-redis, in any `RecordStore`, with three differences: keys are digests of the
 * session id; a session that was ended is not brought back by a request that was still running; and reading is what
 * extends its life, once in a while and in the same command.
 */
export class SessionStore extends RedisStore {
  readonly #options: SessionStoreOptions;
  /** Sessions that are stored already: saving one of these must not create it again after it has ended. */
  readonly #stored = new WeakSet<object>();
  /** The last write of each session, for as long as nothing else can have been written since. */
  readonly #written = new WeakMap<object, WriteRecord>();
  readonly #records: SessionRecords;
  #supplied: LoadedSession | undefined;

  constructor(options: SessionStoreOptions) {
    const records = new SessionRecords(options);
    super({ client: records, prefix: '', disableTouch: true });
    this.#options = options;
    this.#records = records;
  }

  override createSession(
    ...[req, data]: Parameters<RedisStore['createSession']>
  ): ReturnType<RedisStore['createSession']> {
    const session = super.createSession(req, data);
    this.#stored.add(session);
    return session;
  }

  /** A session by its id; null when there is none, or it has ended. Rejects with a `SessionError` when the store does not answer. */
  async find(id: string): Promise<SessionData | null> {
    const text = await this.#records.get(id);
    const session = text === null ? null : parseSession(text);
    if (!session || this.#lifeSeconds(session) > 0) return session;
    // Past its absolute limit: it does not exist any more.
    await this.destroy(id);
    return null;
  }

  /** Calls express-session, which takes this session as the one that it reads: it has been loaded already. */
  supply(loaded: LoadedSession, callExpressSession: () => void): void {
    this.#supplied = loaded;
    try {
      callExpressSession();
    } finally {
      this.#supplied = undefined;
    }
  }

  override async get(id: string, done: (error: unknown, session?: SessionData | null) => void): Promise<void> {
    const supplied = this.#supplied;
    // Another id than ours can have come from no cookie of ours.
    if (supplied) return done(null, supplied.id === id ? supplied.data : null);
    try {
      done(null, await this.find(id));
    } catch (error) {
      done(error);
    }
  }

  override async set(id: string, session: SessionData, done?: Done): Promise<void> {
    try {
      // express-session saves at the end of a request what was saved in it already, at every sign-in for example. Answered at once, it
      // can still send the response with its length.
      if (!this.#isWritten(session, textOf(session))) await this.#save(handleOf(id), session);
    } catch (error) {
      if (done) return done(error);
      throw error;
    }
    done?.();
  }

  async #save(handle: SessionHandle, session: SessionData): Promise<void> {
    const isUpdate = this.#stored.has(session);
    await this.#write(handle, session);
    // After the write: the request that ends a connection from now on writes the session without it.
    if (isUpdate && (await this.#removeEndedConnections(handle, session))) await this.#write(handle, session);
  }

  async #write(handle: SessionHandle, session: SessionData): Promise<void> {
    const { records, prefix, clock } = this.#options;
    const writing: WriteRecord = { data: textOf(session), at: clock(), isDone: false };
    this.#written.set(session, writing);
    try {
      const seconds = Math.max(1, this.#lifeSeconds(session));
      const text = sessionText(session);
      if (!isBounded(text)) throw unboundedError();
      const write = [sessionKey(prefix, handle), text, seconds] as const;
      if (this.#stored.has(session)) await records.replace(...write);
      else await records.set(...write);
      this.#stored.add(session);
      writing.isDone = true;
    } catch (error) {
      // The write may have succeeded, or not.
      this.#written.delete(session);
      throw error;
    }
  }

  /** A request that was running while a connection was ended still has it: tells whether this session had such a one. */
  async #removeEndedConnections(handle: SessionHandle, session: SessionData): Promise<boolean> {
    const { connections = {} } = (session as AppSession).signIn ?? {};
    const all = Object.entries(connections);
    if (all.length === 0) return false;
    const endings = await this.#options.ended.of(handle);
    const ended = all.filter(([, { id }]) => endings.connections.has(id));
    for (const [name] of ended) delete connections[name];
    return ended.length > 0;
  }

  #isWritten(session: object, data: string): boolean {
    const last = this.#written.get(session);
    const { clock, idleSeconds } = this.#options;
    // A write also extends the session's life.
    return (
      last?.isDone === true && last.data === data && clock() < last.at + (idleSeconds * 1000) / EXTENSIONS_PER_LIFE
    );
  }

  /** Whether the store has been given this session, as far as this process knows: a new session that was never saved is not stored. */
  holds(session: object): boolean {
    return this.#stored.has(session);
  }

  /** A session that no request holds: null when it has ended. Our own limits are not applied: it may belong to an app with other ones. */
  async read(session: SessionHandle): Promise<SessionData | null> {
    const text = await this.#options.records.get(sessionKey(this.#options.prefix, session));
    return text === null ? null : parseSession(text);
  }

  /** Ends a session that no request holds. */
  async end(session: SessionHandle): Promise<void> {
    await this.#options.records.remove(sessionKey(this.#options.prefix, session));
  }

  #lifeSeconds(session: SessionData): number {
    const { idleSeconds, absoluteSeconds, clock } = this.#options;
    const { signIn } = session as AppSession;
    if (!signIn) return idleSeconds;
    const left = Math.ceil((endOf(signIn, absoluteSeconds) - clock()) / 1000);
    return Math.min(idleSeconds, left);
  }
}

/** A session as a text that changes only with its data: the cookie's end moves with every request. */
function textOf(session: SessionData): string {
  return JSON.stringify({ ...session, cookie: session.cookie.originalMaxAge });
}

function unboundedError(): SessionError {
  return new SessionError('The session is too large to be stored', {
    code: 'ERR_OAUTH_SESSION_STORE',
    status: 500,
    hint: 'Keep large data elsewhere: a session takes 1,000,000 characters of JSON and 20,000 values, nested at most 200 deep',
  });
}

/** Answers the calls that connect-redis makes to a Redis client, from the records. */
class SessionRecords {
  readonly #options: SessionStoreOptions;
  readonly #extendedAt = new Map<string, number>();

  constructor(options: SessionStoreOptions) {
    this.#options = options;
  }

  get(id: string): Promise<string | null> {
    const { records, prefix, idleSeconds } = this.#options;
    const key = sessionKey(prefix, handleOf(id));
    return records.get(key, this.#dueToExtend(key) ? idleSeconds : undefined);
  }

  async del([id]: [string]): Promise<void> {
    await this.#options.records.remove(sessionKey(this.#options.prefix, handleOf(id)));
  }

  #dueToExtend(key: string): boolean {
    const now = this.#options.clock();
    const last = this.#extendedAt.get(key);
    if (last !== undefined && now - last < (this.#options.idleSeconds * 1000) / EXTENSIONS_PER_LIFE) return false;
    this.#extendedAt.delete(key);
    const [oldest] = this.#extendedAt.keys();
    if (this.#extendedAt.size >= MAX_EXTENDED_SESSIONS && oldest !== undefined) this.#extendedAt.delete(oldest);
    this.#extendedAt.set(key, now);
    return true;
  }
}
