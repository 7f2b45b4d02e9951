import { SessionError } from '../shared/errors.js';
import { withTimeLimit } from '../shared/time-limit.js';
import type { RecordStore } from './record-store.js';

/** How long a store may take, and what a developer looks at when it fails. */
export interface RecordLimits {
  timeoutMs: number;
  hint: string;
}

/**
 * Records whose every answer is there within the time limit, whatever the connection's own settings: with ioredis' defaults a
 * request to a frozen server would wait for ever. Whatever fails is a `SessionError`.
 */
export class TimeLimitedRecords implements RecordStore {
  readonly #records: RecordStore;
  readonly #limits: RecordLimits;

  constructor(records: RecordStore, limits: RecordLimits) {
    this.#records = records;
    this.#limits = limits;
  }

  get(key: string, extendTo?: number): Promise<string | null> {
    return this.#answered(() => this.#records.get(key, extendTo));
  }

  set(key: string, value: string, seconds: number): Promise<void> {
    return this.#answered(() => this.#records.set(key, value, seconds));
  }

  replace(key: string, value: string, seconds: number): Promise<boolean> {
    return this.#answered(() => this.#records.replace(key, value, seconds));
  }

  swap(key: string, from: string | null, to: string | null, seconds: number): Promise<boolean> {
    return this.#answered(() => this.#records.swap(key, from, to, seconds));
  }

  take(key: string): Promise<string | null> {
    return this.#answered(() => this.#records.take(key));
  }

  remove(...keys: string[]): Promise<void> {
    return this.#answered(() => this.#records.remove(...keys));
  }

  setField(key: string, field: string, value: string, life: number | { atLeast: number }): Promise<void> {
    return this.#answered(() => this.#records.setField(key, field, value, life));
  }

  fields(key: string): Promise<Record<string, string>> {
    return this.#answered(() => this.#records.fields(key));
  }

  removeFields(key: string, ...fields: string[]): Promise<void> {
    return this.#answered(() => this.#records.removeFields(key, ...fields));
  }

  async #answered<T>(ask: () => Promise<T>): Promise<T> {
    const { timeoutMs } = this.#limits;
    try {
      return await withTimeLimit(started(ask), timeoutMs, () => new Error(`no answer within ${timeoutMs} ms`));
    } catch (error) {
      throw this.#unanswered(error);
    }
  }

  // ioredis hangs the whole command on its errors, values included: only the words go on.
  #unanswered(error: unknown): SessionError {
    const words = error instanceof Error ? error.message : 'it threw no error';
    return new SessionError('The store did not do what it was asked to', {
      code: 'ERR_OAUTH_SESSION_STORE',
      hint: this.#limits.hint,
      cause: new Error(words.slice(0, 200)),
    });
  }
}

/** What throws at once rejects. */
async function started<T>(ask: () => Promise<T>): Promise<T> {
  return ask();
}
