import type { Clock } from '../shared/clock.js';
import { anonymousKind } from './record-keys.js';
import { RecordShelf, type MemoryRecord } from './record-shelf.js';
import type { RecordStore } from './record-store.js';

/** Beyond this many records, the oldest is removed. A development server never has so many; a flood does. */
const MAX_RECORDS = 50_000;
/** The most records of a kind that anonymous visitors cause. They never take the room of sessions, tokens and lists. */
const MAX_ANONYMOUS_RECORDS = 10_000;

/** Keeps records in the memory of this process: lost when it ends, and unknown to every other process. For development and tests. */
export class MemoryRecords implements RecordStore {
  readonly #records = new RecordShelf(MAX_RECORDS);
  readonly #anonymous = { tx: new RecordShelf(MAX_ANONYMOUS_RECORDS), out: new RecordShelf(MAX_ANONYMOUS_RECORDS) };
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async get(key: string, extendTo?: number): Promise<string | null> {
    const record = this.#find(key);
    if (record && extendTo !== undefined) record.expiresAt = this.#clock() + extendTo * 1000;
    return record?.value ?? null;
  }

  async set(key: string, value: string, seconds: number): Promise<void> {
    const now = this.#clock();
    this.#shelf(key).put(key, { value, expiresAt: now + seconds * 1000 }, now);
  }

  async replace(key: string, value: string, seconds: number): Promise<boolean> {
    const there = this.#find(key) !== undefined;
    if (there) await this.set(key, value, seconds);
    return there;
  }

  async swap(key: string, from: string | null, to: string | null, seconds: number): Promise<boolean> {
    if ((this.#find(key)?.value ?? null) !== from) return false;
    if (to === null) this.#shelf(key).delete(key);
    else await this.set(key, to, seconds);
    return true;
  }

  async take(key: string): Promise<string | null> {
    const record = this.#find(key);
    this.#shelf(key).delete(key);
    return record?.value ?? null;
  }

  async remove(...keys: string[]): Promise<void> {
    for (const key of keys) this.#shelf(key).delete(key);
  }

  async setField(key: string, field: string, value: string, life: number | { atLeast: number }): Promise<void> {
    const left = ((this.#find(key)?.expiresAt ?? 0) - this.#clock()) / 1000;
    const seconds = typeof life === 'object' ? Math.max(life.atLeast, left) : life;
    // In one step: nothing else runs between reading and writing.
    await this.set(key, JSON.stringify({ ...this.#fields(key), [field]: value }), seconds);
  }

  async fields(key: string): Promise<Record<string, string>> {
    return this.#fields(key);
  }

  async removeFields(key: string, ...fields: string[]): Promise<void> {
    const record = this.#find(key);
    if (!record) return;
    const removed = new Set(fields);
    const kept = Object.entries(this.#fields(key)).filter(([field]) => !removed.has(field));
    record.value = JSON.stringify(Object.fromEntries(kept));
    if (kept.length === 0) this.#shelf(key).delete(key);
  }

  #fields(key: string): Record<string, string> {
    try {
      return JSON.parse(this.#find(key)?.value ?? '{}') as Record<string, string>;
    } catch {
      // The record is not made of fields.
      return {};
    }
  }

  #find(key: string): MemoryRecord | undefined {
    const record = this.#shelf(key).get(key);
    if (record && record.expiresAt > this.#clock()) return record;
    this.#shelf(key).delete(key);
    return undefined;
  }

  #shelf(key: string): RecordShelf {
    const kind = anonymousKind(key);
    return kind ? this.#anonymous[kind] : this.#records;
  }
}
