/** One field to be written, by the arguments of `RecordStore.setField`. */
export interface FieldWrite {
  /** The key of the record. */
  key: string;
  /** The name of the field. */
  field: string;
  /** The value of the field. */
  value: string;
  /** How many seconds the whole record lasts from now on; `atLeast` so many, and longer where it does already. */
  life: number | { atLeast: number };
}

/**
 * Keeps short records: pending logins, sessions and tokens. Redis and memory come with the package; an app may
 * bring its own. Values are opaque text, sealed except for sessions. A rejected promise means that the store did not
 * answer; it is never taken for "not there".
 */
export interface RecordStore {
  /** The value under `key`, or null. With `extendTo`, its life starts anew with that many seconds. */
  get(key: string, extendTo?: number): Promise<string | null>;
  /** Writes `value` for `seconds`. */
  set(key: string, value: string, seconds: number): Promise<void>;
  /** Writes `value` for `seconds` only if there is a record under `key` already; true if there was. */
  replace(key: string, value: string, seconds: number): Promise<boolean>;
  /**
   * Changes a record in one step, and only if it still is as the caller read it: from the value `from`, or null for no record, to
   * the value `to` for `seconds`, or null for no record. True if it was.
   */
  swap(key: string, from: string | null, to: string | null, seconds: number): Promise<boolean>;
  /** Reads and removes in one step: of many that take the same key, one gets the value. */
  take(key: string): Promise<string | null>;
  /** Removes the records; keys that are not there do not matter. */
  remove(...keys: string[]): Promise<void>;
  /**
   * Writes one field of a record that is made of fields, without touching the others. The whole lasts so many seconds
   * from now; `atLeast` so many, and longer where it does already.
   */
  setField(key: string, field: string, value: string, life: number | { atLeast: number }): Promise<void>;
  /** All fields of such a record; none when it is not there. */
  fields(key: string): Promise<Record<string, string>>;
  /**
   * Optional. Writes a field as `setField` does, and then reads all fields of another record as `fields` does: one round trip in place of two.
   * The keys have the same hash tag, so they are in one slot of a Redis Cluster.
   */
  setFieldAndRead?(write: FieldWrite, read: string): Promise<Record<string, string>>;
  /** Removes fields of such a record; those that are not there do not matter. */
  removeFields(key: string, ...fields: string[]): Promise<void>;
  /**
   * Optional. Called with the digest of a session's id on the channel `<prefix>ended` when that session has ended, so that other processes can
   * close what they hold for it. Redis and memory do not publish.
   */
  publish?(channel: string, message: string): Promise<void>;
}
