import type { RecordStore } from './record-store.js';
import type { SessionHandle } from './session-handle.js';

/**
 * The sessions of an express-session of the app's own that were ended: its store lets a request that was still running write
 * one back. (Ours does not.)
 */
export class EndedSessions {
  readonly #records: RecordStore;
  readonly #prefix: string;
  readonly #seconds: number;

  /** `seconds` is as long as a session can last. */
  constructor({ records, prefix, seconds }: { records: RecordStore; prefix: string; seconds: number }) {
    this.#records = records;
    this.#prefix = prefix;
    this.#seconds = seconds;
  }

  async add(session: SessionHandle): Promise<void> {
    await this.#records.set(this.#key(session), '1', this.#seconds);
  }

  async has(session: SessionHandle): Promise<boolean> {
    return (await this.#records.get(this.#key(session))) !== null;
  }

  #key(session: SessionHandle): string {
    return `${this.#prefix}gone:{${session}}`;
  }
}
