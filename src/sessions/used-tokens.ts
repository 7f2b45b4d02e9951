import type { Clock } from '../shared/clock.js';
import { digest } from '../shared/digest.js';
import type { RecordStore } from '../records/record-store.js';

/** So long after its end a token may still be taken for good, by a clock that is behind. */
const GRACE_SECONDS = 300;
/** No token is remembered longer, whatever end it states: after that it is too old. */
const LONGEST_SECONDS = 3600;

/** The tokens that count once, and have: until nobody takes them any more. */
export class UsedTokens {
  readonly #records: RecordStore;
  readonly #prefix: string;
  readonly #clock: Clock;

  constructor({ records, prefix, clock }: { records: RecordStore; prefix: string; clock: Clock }) {
    this.#records = records;
    this.#prefix = prefix;
    this.#clock = clock;
  }

  /** Remembers a token by its name, until its end in milliseconds since the epoch. */
  async add(name: string, expiresAt: number): Promise<void> {
    const left = Math.ceil((expiresAt - this.#clock()) / 1000) + GRACE_SECONDS;
    await this.#records.set(this.#key(name), '1', Math.min(LONGEST_SECONDS, Math.max(GRACE_SECONDS, left)));
  }

  async has(name: string): Promise<boolean> {
    return (await this.#records.get(this.#key(name))) !== null;
  }

  #key(name: string): string {
    return `${this.#prefix}jti:{${digest(name)}}`;
  }
}
