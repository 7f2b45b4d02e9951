import { setTimeout as wait } from 'node:timers/promises';
import { withTimeLimit } from '../shared/time-limit.js';

/** How many renewed token sets of a process may wait for a store that is away. */
const MAX_UNWRITTEN = 1000;
const WRITE_INTERVAL_MS = 500;
/** Tokens that all processes can use already are tried less and less often, down to this. */
const MAX_KEPT_INTERVAL_MS = 30_000;
const SETTLE_INTERVAL_MS = 100;
/** After so many failures in a round, the store is probably away. */
const MAX_FAILURES = 10;

/** Renewed tokens that wait to be written. */
interface Waiting {
  write: () => Promise<unknown>;
  /** Whether all processes can use them already. */
  isKept: boolean;
  failures: number;
  /** Not tried again before this, by the clock of the process. */
  notBefore: number;
}

/**
 * Renewed tokens that could not be written yet. If they were lost, their users would have to sign in again. They are written as soon as the
 * store is back, before another process sends the used refresh token again.
 */
export class UnwrittenTokens {
  readonly #waiting = new Map<string, Waiting>();
  /** The writes that are under way. */
  readonly #running = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;

  /** Adds tokens that are in the memory of this process only. `write` resolves when they are written, or when nobody needs them any more. */
  add(key: string, write: () => Promise<unknown>): void {
    this.#add(key, { write, isKept: false, failures: 0, notBefore: 0 });
  }

  /** Adds tokens that are in the records, and not in the app's own store. */
  addKept(key: string, write: () => Promise<unknown>): void {
    // Tokens in memory are newer.
    if (!this.#waiting.has(key)) this.#add(key, { write, isKept: true, failures: 0, notBefore: 0 });
  }

  /** Whether tokens of a slot wait that nobody else can use. */
  has(key: string): boolean {
    return this.#waiting.get(key)?.isKept === false;
  }

  /** Writes the tokens of a slot, if some wait that nobody else can use. Rejects when the store is still away. */
  async write(key: string): Promise<void> {
    if (this.has(key)) await this.#write(key);
  }

  #add(key: string, waiting: Waiting): void {
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size >= MAX_UNWRITTEN && oldest !== undefined) this.#waiting.delete(oldest);
    this.#waiting.set(key, waiting);
    this.#tryLater();
  }

  /** Tries to write all that wait, for so many milliseconds at most: the process is about to lose its store. */
  async settle(ms: number): Promise<void> {
    const until = performance.now() + ms;
    while (this.#waiting.size > 0 && performance.now() < until) {
      const round = Promise.allSettled([...this.#waiting.keys()].map((key) => this.#write(key)));
      await withTimeLimit(round, until - performance.now(), () => new Error('late')).catch(() => undefined);
      if (this.#waiting.size > 0) await wait(SETTLE_INTERVAL_MS);
    }
  }

  /** Whether some wait. */
  get isBusy(): boolean {
    return this.#waiting.size > 0;
  }

  /** Callers at the same time share one write. */
  #write(key: string): Promise<void> {
    const running = this.#running.get(key);
    if (running) return running;
    const writing = this.#begin(key).finally(() => this.#running.delete(key));
    this.#running.set(key, writing);
    return writing;
  }

  async #begin(key: string): Promise<void> {
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

  /**
   * Tries each by itself: the store may refuse only some of them. Those that fail go to the end, so that the next round begins with others
   * if this one ends early.
   */
  async #writeAll(): Promise<void> {
    const now = performance.now();
    const due = [...this.#waiting].filter(([, { notBefore }]) => notBefore <= now);
    let failures = 0;
    for (const [key, waiting] of due.toSorted(([, one], [, other]) => Number(one.isKept) - Number(other.isKept))) {
      try {
        await this.#write(key);
      } catch {
        failures += 1;
        this.#postpone(key, waiting);
        if (failures === MAX_FAILURES) return;
      }
    }
  }

  #postpone(key: string, waiting: Waiting): void {
    if (this.#waiting.get(key) !== waiting) return;
    const interval = WRITE_INTERVAL_MS * 2 ** waiting.failures;
    waiting.failures += 1;
    if (waiting.isKept) waiting.notBefore = performance.now() + Math.min(interval, MAX_KEPT_INTERVAL_MS);
    this.#waiting.delete(key);
    this.#waiting.set(key, waiting);
  }
}
