import { usedTokenKey } from '../records/record-keys.js';
import type { KeyedRecords } from '../records/keyed-records.js';

/** Remember a token this long past `exp`: a slow clock would still accept it. */
const GRACE_SECONDS = 300;
/** A token is remembered no longer than this, whatever end it states: by then it is too old. */
const MAX_SECONDS = 3600;

/** The name of a token that counts once: what tells it from all others. */
export type TokenName = readonly string[];

/** Remembers the tokens that count once and were used, until they have expired. */
export class UsedTokens {
  readonly #stored: KeyedRecords;

  constructor(stored: KeyedRecords) {
    this.#stored = stored;
  }

  /** Remembers a token until its end, in milliseconds since the epoch. */
  async add(name: TokenName, expiresAt: number): Promise<void> {
    const left = Math.ceil((expiresAt - this.#stored.clock()) / 1000) + GRACE_SECONDS;
    const seconds = Math.min(MAX_SECONDS, Math.max(GRACE_SECONDS, left));
    await this.#stored.records.set(usedTokenKey(this.#stored.prefix, name), '1', seconds);
  }

  async has(name: TokenName): Promise<boolean> {
    return (await this.#stored.records.get(usedTokenKey(this.#stored.prefix, name))) !== null;
  }
}
