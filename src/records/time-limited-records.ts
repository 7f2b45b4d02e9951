import { SessionError } from '../shared/errors.js';
import { wordsOf } from '../shared/thrown.js';
import { withTimeLimit } from '../shared/time-limit.js';
import type { FieldWrite, RecordStore } from './record-store.js';

/** A store that answers after this long may have been away. */
const SLOW_MS = 100;

/** How long a store may take, and the hint for the developer when it fails. */
export interface RecordLimits {
  timeoutMs: number;
  hint: string;
  /** Why the store cannot be reached now, if that is known. */
  findTrouble?: () => string | undefined;
  /** Called after each call that has failed, or that has taken suspiciously long. */
  onTrouble?: () => void;
}

/**
 * Limits the time of every call, whatever the connection's own settings: with ioredis' defaults a request to a frozen server
 * would wait for ever. Every failure is a `SessionError`.
 */
export class TimeLimitedRecords implements RecordStore {
  readonly #records: RecordStore;
  readonly #limits: RecordLimits;
  readonly publish?: (channel: string, message: string) => Promise<void>;
  readonly setFieldAndRead?: (write: FieldWrite, read: string) => Promise<Record<string, string>>;

  constructor(records: RecordStore, limits: RecordLimits) {
    this.#records = records;
    this.#limits = limits;
    if (records.publish)
      this.publish = (channel, message) => this.#callWithLimit(async () => records.publish?.(channel, message));
    if (records.setFieldAndRead)
      this.setFieldAndRead = (write, read) =>
        this.#callWithLimit(async () => records.setFieldAndRead?.(write, read) ?? {});
  }

  get(key: string, extendTo?: number): Promise<string | null> {
    return this.#callWithLimit(() => this.#records.get(key, extendTo));
  }

  set(key: string, value: string, seconds: number): Promise<void> {
    return this.#callWithLimit(() => this.#records.set(key, value, seconds));
  }

  replace(key: string, value: string, seconds: number): Promise<boolean> {
    return this.#callWithLimit(() => this.#records.replace(key, value, seconds));
  }

  swap(key: string, from: string | null, to: string | null, seconds: number): Promise<boolean> {
    return this.#callWithLimit(() => this.#records.swap(key, from, to, seconds));
  }

  take(key: string): Promise<string | null> {
    return this.#callWithLimit(() => this.#records.take(key));
  }

  remove(...keys: string[]): Promise<void> {
    return this.#callWithLimit(() => this.#records.remove(...keys));
  }

  setField(key: string, field: string, value: string, life: number | { atLeast: number }): Promise<void> {
    return this.#callWithLimit(() => this.#records.setField(key, field, value, life));
  }

  fields(key: string): Promise<Record<string, string>> {
    return this.#callWithLimit(() => this.#records.fields(key));
  }

  removeFields(key: string, ...fields: string[]): Promise<void> {
    return this.#callWithLimit(() => this.#records.removeFields(key, ...fields));
  }

  async #callWithLimit<T>(ask: () => Promise<T>): Promise<T> {
    const { timeoutMs } = this.#limits;
    const began = performance.now();
    try {
      const answer = await withTimeLimit(
        startCall(ask),
        timeoutMs,
        () => new Error(`no answer within ${timeoutMs} ms`),
      );
      if (performance.now() > began + SLOW_MS) this.#limits.onTrouble?.();
      return answer;
    } catch (error) {
      this.#limits.onTrouble?.();
      throw this.#errorOf(error);
    }
  }

  // ioredis attaches the whole command to its errors, values included: keep the message only.
  #errorOf(error: unknown): SessionError {
    const said = wordsOf(error);
    const trouble = this.#limits.findTrouble?.();
    // What ioredis says of a command that it never sent is not why.
    const isUnsent = /^(?:Reached the max retries per request|Connection is closed)/.test(said);
    const words = trouble === undefined ? said : isUnsent ? trouble : `${trouble}; ${said}`;
    return new SessionError('The store did not do what it was asked to', {
      code: 'ERR_OAUTH_SESSION_STORE',
      hint: this.#limits.hint,
      cause: new Error(words.slice(0, 200)),
    });
  }
}

/** An error that is thrown at once becomes a rejection. */
async function startCall<T>(ask: () => Promise<T>): Promise<T> {
  return ask();
}
