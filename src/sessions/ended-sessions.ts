import type { Clock } from '../shared/clock.js';
import type { RecordStore } from '../records/record-store.js';
import type { SessionHandle } from '../records/session-handle.js';

/** What the ended sessions are kept in. */
export interface EndedSessionsOptions {
  records: RecordStore;
  prefix: string;
  clock: Clock;
  seconds: number;
}

/** So long a session is remembered of which nobody knows when it ends. */
const UNKNOWN_SECONDS = 90 * 86_400;

/**
 * The sessions of an express-session of the app's own that were ended: its store lets a request that was still running write
 * one back. (Ours does not.)
 */
export class EndedSessions {
  readonly #records: RecordStore;
  readonly #prefix: string;
  readonly #clock: Clock;
  readonly #seconds: number;

  /** `seconds` is as long as a session can last. */
  constructor({ records, prefix, clock, seconds }: EndedSessionsOptions) {
    this.#records = records;
    this.#prefix = prefix;
    this.#clock = clock;
    this.#seconds = seconds;
  }

  /** Remembers a session until its end in milliseconds since the epoch, where that is known: it may be of an app with limits of its own. */
  async add(session: SessionHandle, endsAt: number | undefined): Promise<void> {
    const left = endsAt === undefined ? UNKNOWN_SECONDS : Math.ceil((endsAt - this.#clock()) / 1000);
    await this.#records.set(this.#key(session), '1', Math.max(left, this.#seconds));
  }

  async has(session: SessionHandle): Promise<boolean> {
    return (await this.#records.get(this.#key(session))) !== null;
  }

  #key(session: SessionHandle): string {
    return `${this.#prefix}gone:{${session}}`;
  }
}
