import type { Clock } from '../../shared/clock.js';
import { withTimeLimit } from '../../shared/time-limit.js';

/** The shortest time between the beginnings of two lookups, for whatever reason. */
const INTERVAL_MS = 1000;
/** How long a caller waits for a lookup to begin. */
const MAX_WAIT_MS = 5000;
/** How many callers may wait at once for the same reason. */
const MAX_WAITING = 1000;

/** Why a fresh document is looked up again. The reasons share the lookups, but a crowd for one reason leaves the places of the others. */
export type LookupReason = 'login' | 'response' | 'logout';

/**
 * Lookups that strangers can cause. There is at most one a second, and all callers that wait share the next one: however many tokens are
 * forged, a genuine one is looked up within a second.
 */
export class SharedLookups {
  readonly #lookUp: () => Promise<unknown>;
  readonly #clock: Clock;
  readonly #waiting = new Map<LookupReason, number>();
  #beganAt = -Infinity;
  #running: Promise<unknown> = Promise.resolve();
  #next: Promise<Lookup> | undefined;

  constructor(lookUp: () => Promise<unknown>, clock: Clock) {
    this.#lookUp = lookUp;
    this.#clock = clock;
  }

  /** Waits until a lookup that begins after this call has ended. Resolves to false when too many wait, or when none begins in time. */
  async join(reason: LookupReason): Promise<boolean> {
    const others = this.#waiting.get(reason) ?? 0;
    if (others >= MAX_WAITING) return false;
    this.#waiting.set(reason, others + 1);
    try {
      this.#next ??= this.#begin();
      const { ended } = await withTimeLimit(this.#next, MAX_WAIT_MS, () => new Error('too late'));
      await ended;
      return true;
    } catch {
      return false;
    } finally {
      this.#waiting.set(reason, (this.#waiting.get(reason) ?? 1) - 1);
    }
  }

  async #begin(): Promise<Lookup> {
    await this.#running;
    const pause = INTERVAL_MS - (this.#clock() - this.#beganAt);
    // A clock that was set back must not make the pause longer.
    if (pause > 0) await sleep(Math.min(pause, INTERVAL_MS));
    this.#beganAt = this.#clock();
    this.#next = undefined;
    this.#running = this.#lookUp().catch(() => undefined);
    return { ended: this.#running };
  }
}

/** A lookup that has begun. */
interface Lookup {
  ended: Promise<unknown>;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
