import type { Clock } from '../shared/clock.js';
import type { RecordStore } from './record-store.js';

/** Beyond this many records, the oldest is removed. A development server never has so many; a flood does. */
const MAX_RECORDS = 50_000;

interface MemoryRecord {
  value: string;
  expiresAt: number;
}

/** Keeps records in the memory of this process: lost when it ends, and unknown to every other process. For development and tests. */
export class MemoryRecords implements RecordStore {
  readonly #records = new Map<string, MemoryRecord>();
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
    this.#records.delete(key);
    this.#makeRoom();
    this.#records.set(key, { value, expiresAt: this.#clock() + seconds * 1000 });
  }

  async replace(key: string, value: string, seconds: number): Promise<boolean> {
    const there = this.#find(key) !== undefined;
    if (there) await this.set(key, value, seconds);
    return there;
  }

  async swap(key: string, from: string | null, to: string | null, seconds: number): Promise<boolean> {
    if ((this.#find(key)?.value ?? null) !== from) return false;
    if (to === null) this.#records.delete(key);
    else await this.set(key, to, seconds);
    return true;
  }

  async take(key: string): Promise<string | null> {
    const record = this.#find(key);
    this.#records.delete(key);
    return record?.value ?? null;
  }

  async remove(...keys: string[]): Promise<void> {
    for (const key of keys) this.#records.delete(key);
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
    const kept = Object.entries(this.#fields(key)).filter(([field]) => !fields.includes(field));
    record.value = JSON.stringify(Object.fromEntries(kept));
    if (kept.length === 0) this.#records.delete(key);
  }

  #fields(key: string): Record<string, string> {
    return JSON.parse(this.#find(key)?.value ?? '{}') as Record<string, string>;
  }

  #find(key: string): MemoryRecord | undefined {
    const record = this.#records.get(key);
    if (record && record.expiresAt > this.#clock()) return record;
    this.#records.delete(key);
    return undefined;
  }

  #makeRoom(): void {
    if (this.#records.size < MAX_RECORDS) return;
    const now = this.#clock();
    for (const [key, record] of this.#records) if (record.expiresAt <= now) this.#records.delete(key);
    const [oldest] = this.#records.keys();
    if (this.#records.size >= MAX_RECORDS && oldest !== undefined) this.#records.delete(oldest);
  }
}
