import { RedisStore } from 'connect-redis';
import type { SessionData } from 'express-session';
import type { Clock } from '../shared/clock.js';
import type { RecordStore } from '../records/record-store.js';
import { handleOf } from '../records/session-handle.js';
import type { SessionHandle } from '../records/session-handle.js';
import { endOf } from './session-data.js';

/** So many sessions at most are remembered as lately extended; a forgotten one costs a write, nothing else. */
const MOST_EXTENDED = 10_000;

/** What a session store needs to know. */
export interface SessionStoreOptions {
  records: RecordStore;
  prefix: string;
  idleSeconds: number;
  absoluteSeconds: number;
  clock: Clock;
}

type Done = (error?: unknown) => void;

/** One write of a session. */
interface Written {
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
  /** Sessions that the store holds already: saving one of these must find it there. */
  readonly #stored = new WeakSet<object>();
  /** The last write of a session, while it is known that nothing else was written since. */
  readonly #written = new WeakMap<object, Written>();

  constructor(options: SessionStoreOptions) {
    super({ client: new SessionRecords(options), prefix: '', disableTouch: true, serializer });
    this.#options = options;
  }

  override createSession(
    ...[req, data]: Parameters<RedisStore['createSession']>
  ): ReturnType<RedisStore['createSession']> {
    const session = super.createSession(req, data);
    this.#stored.add(session);
    return session;
  }

  override get(id: string, done: (error: unknown, session?: SessionData | null) => void): Promise<void> {
    return super.get(id, (error: unknown, session?: SessionData | null) => {
      if (!session || this.#lifeSeconds(session) > 0) return done(error, session);
      // Past its absolute limit: gone, as far as anybody can tell.
      void this.destroy(id, (failure: unknown) => done(failure, null));
    }) as Promise<void>;
  }

  override async set(id: string, session: SessionData, done?: Done): Promise<void> {
    const { records, prefix } = this.#options;
    const key = sessionKey(prefix, handleOf(id));
    const data = JSON.stringify({ ...session, cookie: session.cookie.originalMaxAge });
    // express-session saves at the end of a request what was saved in it already: at every sign-in, say.
    if (this.#isWritten(session, data)) return done?.();
    const writing: Written = { data, at: this.#options.clock(), isDone: false };
    this.#written.set(session, writing);
    try {
      const write = [key, JSON.stringify(session), Math.max(1, this.#lifeSeconds(session))] as const;
      if (this.#stored.has(session)) await records.replace(...write);
      else await records.set(...write);
      this.#stored.add(session);
      writing.isDone = true;
    } catch (error) {
      // It may have come through, or not.
      this.#written.delete(session);
      if (done) return done(error);
      throw error;
    }
    done?.();
  }

  #isWritten(session: object, data: string): boolean {
    const last = this.#written.get(session);
    const { clock, idleSeconds } = this.#options;
    // A write also extends its life.
    return last?.isDone === true && last.data === data && clock() < last.at + (idleSeconds * 1000) / 20;
  }

  /** Whether the store has this session, as far as this process knows: a new one that was never saved, it has not. */
  holds(session: object): boolean {
    return this.#stored.has(session);
  }

  /** A session that is not the request's: null when it has ended. It may be of an app with limits of its own, so ours say nothing of it. */
  async read(session: SessionHandle): Promise<SessionData | null> {
    const text = await this.#options.records.get(sessionKey(this.#options.prefix, session));
    return text === null ? null : serializer.parse(text);
  }

  /** Ends a session that is not the request's. */
  async end(session: SessionHandle): Promise<void> {
    await this.#options.records.remove(sessionKey(this.#options.prefix, session));
  }

  #lifeSeconds(session: SessionData): number {
    const { idleSeconds, absoluteSeconds, clock } = this.#options;
    if (!session.signIn) return idleSeconds;
    const left = Math.ceil((endOf(session.signIn, absoluteSeconds) - clock()) / 1000);
    return Math.min(idleSeconds, left);
  }
}

/** A record that is no session is none: it must not be an error at every visit of its browser. */
const serializer = {
  stringify: (session: SessionData): string => JSON.stringify(session),
  parse(text: string): SessionData {
    try {
      const session = JSON.parse(text) as Partial<SessionData> | null;
      const isSession = typeof session?.cookie === 'object' && session.cookie !== null;
      return (isSession ? session : null) as SessionData;
    } catch {
      return null as unknown as SessionData;
    }
  },
};

/** The key of a session's record, by its handle. The braces put all keys of one session in one slot of a Redis Cluster. */
export function sessionKey(prefix: string, session: SessionHandle): string {
  return `${prefix}sess:{${session}}`;
}

/** What connect-redis asks of a Redis client, answered from the records. */
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

  // A twentieth of the idle limit is precise enough, and spares Redis a write on nearly every request.
  #dueToExtend(key: string): boolean {
    const now = this.#options.clock();
    const last = this.#extendedAt.get(key);
    if (last !== undefined && now - last < (this.#options.idleSeconds * 1000) / 20) return false;
    this.#extendedAt.delete(key);
    const [oldest] = this.#extendedAt.keys();
    if (this.#extendedAt.size >= MOST_EXTENDED && oldest !== undefined) this.#extendedAt.delete(oldest);
    this.#extendedAt.set(key, now);
    return true;
  }
}
