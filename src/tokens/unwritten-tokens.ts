import type { TokenSet } from '../protocol/token-set.js';
import type { StoredTokens, TokenSlot } from './token-slot.js';

/** How many renewed token sets may wait in memory for a store that is away. */
const MAX_UNWRITTEN = 1000;
const WRITE_INTERVAL_MS = 500;

/** New tokens, and the ones that they replace. */
export interface Renewal {
  slot: TokenSlot;
  stored: StoredTokens;
  next: TokenSet;
}

/**
 * Renewed tokens that could not be written yet. If they were lost, their users would have to sign in again. They are written as soon as the
 * store is back, before another process sends the used refresh token again.
 */
export class UnwrittenTokens {
  readonly #renewals = new Map<string, Renewal>();
  readonly #swap: (renewal: Renewal) => Promise<unknown>;
  #timer: NodeJS.Timeout | undefined;

  /** `swap` writes tokens; it rejects with a `NotSignedInError` when nobody needs them any more. */
  constructor(swap: (renewal: Renewal) => Promise<unknown>) {
    this.#swap = swap;
  }

  add(renewal: Renewal): void {
    const { key } = renewal.slot;
    const [oldest] = this.#renewals.keys();
    if (this.#renewals.size >= MAX_UNWRITTEN && oldest !== undefined) this.#renewals.delete(oldest);
    this.#renewals.set(key, renewal);
    this.#tryLater();
  }

  /** Writes the tokens of a slot, if some wait. Rejects when the store is still away. */
  async write(key: string): Promise<void> {
    const renewal = this.#renewals.get(key);
    if (!renewal) return;
    try {
      await this.#swap(renewal);
    } catch (error) {
      if ((error as Error).name !== 'NotSignedInError') throw error;
    }
    if (this.#renewals.get(key) === renewal) this.#renewals.delete(key);
  }

  #tryLater(): void {
    if (this.#timer || this.#renewals.size === 0) return;
    this.#timer = setTimeout(() => {
      void this.#writeAll().finally(() => {
        this.#timer = undefined;
        this.#tryLater();
      });
    }, WRITE_INTERVAL_MS);
    // Nobody can write them after the store was closed.
    this.#timer.unref();
  }

  /** Ends at the first failure: the store is still away. */
  async #writeAll(): Promise<void> {
    try {
      for (const key of this.#renewals.keys()) await this.write(key);
    } catch {
      // The next try is soon.
    }
  }
}
