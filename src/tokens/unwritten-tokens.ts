/** How many renewed token sets of a process may wait for a store that is away. */
const MAX_UNWRITTEN = 1000;
const WRITE_INTERVAL_MS = 500;

/** Renewed tokens that wait to be written. */
interface Waiting {
  write: () => Promise<unknown>;
  /** Whether all processes can use them already. */
  isKept: boolean;
}

/**
 * Renewed tokens that could not be written yet. If they were lost, their users would have to sign in again. They are written as soon as the
 * store is back, before another process sends the used refresh token again.
 */
export class UnwrittenTokens {
  readonly #waiting = new Map<string, Waiting>();
  #timer: NodeJS.Timeout | undefined;

  /** Adds tokens that are in the memory of this process only. `write` resolves when they are written, or when nobody needs them any more. */
  add(key: string, write: () => Promise<unknown>): void {
    this.#add(key, { write, isKept: false });
  }

  /** Adds tokens that are in the records, and not in the app's own store. */
  addKept(key: string, write: () => Promise<unknown>): void {
    // Tokens in memory are newer.
    if (!this.#waiting.has(key)) this.#add(key, { write, isKept: true });
  }

  /** Writes the tokens of a slot, if some wait that nobody else can use. Rejects when the store is still away. */
  async write(key: string): Promise<void> {
    if (this.#waiting.get(key)?.isKept === false) await this.#write(key);
  }

  #add(key: string, waiting: Waiting): void {
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size >= MAX_UNWRITTEN && oldest !== undefined) this.#waiting.delete(oldest);
    this.#waiting.set(key, waiting);
    this.#tryLater();
  }

  async #write(key: string): Promise<void> {
    const waiting = this.#waiting.get(key);
    await waiting?.write();
    if (this.#waiting.get(key) === waiting) this.#waiting.delete(key);
  }

  #tryLater(): void {
    if (this.#timer || this.#waiting.size === 0) return;
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
      for (const key of this.#waiting.keys()) await this.#write(key);
    } catch {
      // The next try is soon.
    }
  }
}
