import type { Clock } from '../shared/clock.js';
import type { OAuthError } from '../shared/errors.js';

/** After a refresh that failed, the provider is not asked again for so long: while the access token lasts, or after a second refusal. */
export const RETRY_INTERVAL_MS = 10_000;
const MAX_PAUSES = 10_000;

/** How long a refusal is remembered: the next one within this time causes a pause. */
const REMEMBERED_MS = 60_000;

/** A time in which the provider is not asked again. With an `error`, callers get it although their access token has expired. */
export interface RenewalPause {
  until: number;
  error?: OAuthError | undefined;
}

/** For which slots the provider is not asked again for a while, in this process. */
export class RenewalPauses {
  readonly #clock: Clock;
  readonly #pauses = new Map<string, RenewalPause>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(key: string, { ms, error }: { ms: number; error?: OAuthError } = { ms: RETRY_INTERVAL_MS }): void {
    this.#pauses.delete(key);
    const [oldest] = this.#pauses.keys();
    if (this.#pauses.size >= MAX_PAUSES && oldest !== undefined) this.#pauses.delete(oldest);
    this.#pauses.set(key, { until: this.#clock() + ms, error });
  }

  /**
   * Notes that the provider has refused for a reason that nobody knows. The first time, the next caller may try again: a registration can be
   * mended. After that, each refusal causes a pause: it may last for ever.
   */
  addRefusal(key: string, error: OAuthError): void {
    const before = this.#pauses.get(key);
    const isRepeated = before?.error !== undefined && this.#clock() < before.until + REMEMBERED_MS;
    this.add(key, { ms: isRepeated ? RETRY_INTERVAL_MS : 0, error });
  }

  find(key: string): RenewalPause | undefined {
    const pause = this.#pauses.get(key);
    if (pause === undefined || this.#clock() < pause.until) return pause;
    if (this.#clock() >= pause.until + REMEMBERED_MS) this.#pauses.delete(key);
    return undefined;
  }
}
