/** A record in memory. */
export interface MemoryRecord {
  value: string;
  expiresAt: number;
}

/** Records that have a limit in common. Beyond it, the oldest is removed. */
export class RecordShelf {
  readonly #records = new Map<string, MemoryRecord>();
  readonly #limit: number;
  /** No record expires before. */
  #nextEnd = Infinity;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): MemoryRecord | undefined {
    return this.#records.get(key);
  }

  put(key: string, record: MemoryRecord, now: number): void {
    this.#records.delete(key);
    if (this.#records.size >= this.#limit) this.#makeRoom(now);
    this.#nextEnd = Math.min(this.#nextEnd, record.expiresAt);
    this.#records.set(key, record);
  }

  delete(key: string): void {
    this.#records.delete(key);
  }

  #makeRoom(now: number): void {
    // Not at every write: a flood would have each of them look through all records.
    if (this.#nextEnd <= now) this.#removeExpired(now);
    const [oldest] = this.#records.keys();
    if (this.#records.size >= this.#limit && oldest !== undefined) this.#records.delete(oldest);
  }

  #removeExpired(now: number): void {
    this.#nextEnd = Infinity;
    for (const [key, { expiresAt }] of this.#records) {
      if (expiresAt <= now) this.#records.delete(key);
      else this.#nextEnd = Math.min(this.#nextEnd, expiresAt);
    }
  }
}
