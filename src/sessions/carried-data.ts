import type { AppSession } from './session-data.js';
import { findSessionProblem } from './writable-session.js';

/** Fields of a session that belong to its sign-in: they are never carried over. */
const OWN_FIELDS = new Set(['cookie', 'auth', 'signIn']);

/**
 * Data of an old session in a new one, on probation: a hook can read and change it, but if the old session turns out to have ended,
 * `drop()` removes all of it that the hook has not assigned anew.
 */
export class CarriedData {
  readonly #copy: Record<string, unknown>;
  #session: Record<string, unknown> = {};

  /**
   * Copies the data, the way the store would: changing it in the new session must not change the old one. Throws a `SessionError` for data
   * that no store can write.
   */
  constructor(from: AppSession) {
    const entries = Object.entries(from).filter(([name]) => !OWN_FIELDS.has(name));
    try {
      this.#copy = JSON.parse(JSON.stringify(Object.fromEntries(entries))) as Record<string, unknown>;
    } catch (error) {
      throw findSessionProblem(from) ?? error;
    }
  }

  /** Puts the data into the new session. */
  putInto(session: AppSession): void {
    this.#session = session as unknown as Record<string, unknown>;
    for (const [name, value] of Object.entries(this.#copy)) this.#carry(name, value);
  }

  /** Makes the data ordinary fields of the new session. */
  keep(): void {
    for (const name of this.#stillCarried()) this.#assign(name, this.#session[name]);
  }

  /** Removes the data from the session that the request has by now. */
  drop(session: AppSession): void {
    const fields = session as unknown as Record<string, unknown>;
    for (const name of this.#carriedIn(fields)) delete fields[name];
  }

  /** The fields of the session that the request has by now which the hook has assigned. */
  assigned(session: AppSession): Record<string, unknown> {
    const fields = session as unknown as Record<string, unknown>;
    const others = new Set([...OWN_FIELDS, ...this.#carriedIn(fields)]);
    return Object.fromEntries(Object.entries(fields).filter(([name]) => !others.has(name)));
  }

  #carriedIn(fields: Record<string, unknown>): string[] {
    // A session that the hook has saved and read again is another object: in it, a field counts as assigned where its value is another one.
    const isCarried = (name: string) =>
      fields === this.#session || JSON.stringify(fields[name]) === JSON.stringify(this.#copy[name]);
    return this.#stillCarried().filter(isCarried);
  }

  /** An accessor notices when the field is assigned: then its value is the hook's, not the old session's. */
  #carry(name: string, value: unknown): void {
    Object.defineProperty(this.#session, name, {
      configurable: true,
      enumerable: true,
      get: () => value,
      set: (assigned: unknown) => {
        this.#assign(name, assigned);
      },
    });
  }

  #assign(name: string, value: unknown): void {
    Object.defineProperty(this.#session, name, { configurable: true, enumerable: true, writable: true, value });
  }

  #stillCarried(): string[] {
    return Object.keys(this.#copy).filter(
      (name) => Object.getOwnPropertyDescriptor(this.#session, name)?.get !== undefined,
    );
  }
}
