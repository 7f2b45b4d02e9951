import type { Clock } from '../shared/clock.js';
import type { OAuthError } from '../shared/errors.js';

/** After a refresh that failed, the provider is not asked again for so long while the access token lasts. */
export const RETRY_INTERVAL_MS = 10_000;
const MAX_PAUSES = 10_000;

/** A time in which the provider is not asked again. With an `error`, the provider has asked for that. */
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
    const [oldest] = this.#pauses.keys();
    if (this.#pauses.size >= MAX_PAUSES && oldest !== undefined) this.#pauses.delete(oldest);
    this.#pauses.set(key, { until: this.#clock() + ms, error });
  }

  find(key: string): RenewalPause | undefined {
    const pause = this.#pauses.get(key);
    if (pause === undefined || this.#clock() < pause.until) return pause;
    this.#pauses.delete(key);
    return undefined;
  }
}
