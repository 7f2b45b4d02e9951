import type { KeyedRecords } from '../records/keyed-records.js';
import { endingsKey } from '../records/record-keys.js';
import type { SessionHandle } from '../records/session-handle.js';

/** The parts of a session that have ended although its store may bring them back. */
export interface Endings {
  /** Whether the session itself has. */
  session: boolean;
  /** The ids of connections that have. */
  connections: ReadonlySet<string>;
}

/** Nothing of a session has ended. */
export const NO_ENDINGS: Endings = { session: false, connections: new Set() };

/** How long an ending is remembered when the end of the session is unknown. */
const UNKNOWN_END_SECONDS = 90 * 86_400;
const WHOLE_SESSION = 'session';

/**
 * Remembers the endings that a request which was still running could undo: sessions in an express-session of the app's own, whose store
 * takes any write, and connections in any session, because sessions are written whole.
 */
export class EndedSessions {
  readonly #stored: KeyedRecords;
  readonly #seconds: number;

  /** `seconds` is as long as a session can last. */
  constructor({ seconds, ...stored }: KeyedRecords & { seconds: number }) {
    this.#stored = stored;
    this.#seconds = seconds;
  }

  /** Remembers that a session has ended. `endsAt` is when it would have ended by itself, where that is known: another app may have limits of its own. */
  addSession(session: SessionHandle, endsAt: number | undefined): Promise<void> {
    return this.#add(session, WHOLE_SESSION, endsAt);
  }

  /** Remembers that a connection of a session has ended. */
  addConnection(session: SessionHandle, id: string, endsAt: number): Promise<void> {
    return this.#add(session, id, endsAt);
  }

  /** Forgets that a connection has ended: the request that ended it has failed. Never rejects. */
  async removeConnection(session: SessionHandle, id: string): Promise<void> {
    const { records, prefix } = this.#stored;
    await records.removeFields(endingsKey(prefix, session), id).catch(() => undefined);
  }

  /** The endings of a session. */
  async of(session: SessionHandle): Promise<Endings> {
    const fields = Object.keys((await this.#stored.records.fields(endingsKey(this.#stored.prefix, session))) ?? {});
    if (fields.length === 0) return NO_ENDINGS;
    return { session: fields.includes(WHOLE_SESSION), connections: new Set(fields) };
  }

  async #add(session: SessionHandle, field: string, endsAt: number | undefined): Promise<void> {
    const left = endsAt === undefined ? UNKNOWN_END_SECONDS : Math.ceil((endsAt - this.#stored.clock()) / 1000);
    const life = { atLeast: Math.max(left, this.#seconds) };
    await this.#stored.records.setField(endingsKey(this.#stored.prefix, session), field, '1', life);
  }
}
