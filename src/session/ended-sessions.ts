import { digest } from '../digest.js';
import type { RecordStore } from './record-store.js';

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

  async add(id: string): Promise<void> {
    await this.#records.set(this.#key(id), '1', this.#seconds);
  }

  async has(id: string): Promise<boolean> {
    return (await this.#records.get(this.#key(id))) !== null;
  }

  #key(id: string): string {
    return `${this.#prefix}gone:{${digest(id)}}`;
  }
}
