import type { KeyedRecords } from '../records/keyed-records.js';
import { withLock } from '../records/lock.js';
import { browserLockKey, startedSessionKey } from '../records/record-keys.js';
import { Sealer } from '../shared/sealer.js';
import type { SessionBackend } from './session-backend.js';
import { sessionIdFrom } from './session-ids.js';

/** Longer than the responses to logins of one browser at once take. */
const REMEMBERED_SECONDS = 120;

/** The bindings of a login, and of the others that are pending in the same browser, by the cookies of its request. */
export interface Bindings {
  own: string;
  others: readonly string[];
}

/**
 * Finds the session that another login of the same browser has started at the same time. The logins have nothing in common but the bindings
 * in the browser's cookies: the request that was sent later has the binding of the other, as long as that is not answered.
 */
export class ParallelSignIns {
  readonly #stored: KeyedRecords;

  constructor(stored: KeyedRecords) {
    this.#stored = stored;
  }

  /** Does work while no other login with one of these bindings does: always in the same order, so that none waits for itself. */
  inTurn<T>(bindings: readonly string[], work: () => Promise<T>): Promise<T> {
    const keys = bindings.map((each) => browserLockKey(this.#stored.prefix, each)).toSorted();
    return keys.reduceRight<() => Promise<T>>(
      (inner, key) => () => withLock(this.#stored.records, key, { work: inner }),
      work,
    )();
  }

  /** Remembers the session that a login has started. The id of a session of our own follows from the binding. */
  async remember({ kind }: SessionBackend, binding: string, id: string): Promise<void> {
    if (kind === 'app') await this.tell(binding, id);
  }

  /** Tells another login which session the browser has by now: its own request may not show that there is a further login. */
  async tell(binding: string, id: string): Promise<void> {
    const key = startedSessionKey(this.#stored.prefix, binding);
    // Only the browser has the binding: a stolen dump holds no usable session id, with the secret neither.
    await this.#stored.records.set(key, new Sealer([binding]).seal(id, key), REMEMBERED_SECONDS);
  }

  /** The ids of sessions that other logins may have started, by what this request knows of them. */
  async find({ kind }: SessionBackend, { own, others }: Bindings): Promise<string[]> {
    const toldTo = kind === 'own' ? [own] : [own, ...others];
    const told = await Promise.all(toldTo.map((each) => this.#toldTo(each)));
    const ids = [...told, ...(kind === 'own' ? others.map(sessionIdFrom) : [])];
    return [...new Set(ids.filter((id) => id !== undefined))];
  }

  async #toldTo(binding: string): Promise<string | undefined> {
    const key = startedSessionKey(this.#stored.prefix, binding);
    const sealed = await this.#stored.records.get(key);
    const id = sealed === null ? undefined : new Sealer([binding]).open(sealed, key);
    return typeof id === 'string' ? id : undefined;
  }
}
