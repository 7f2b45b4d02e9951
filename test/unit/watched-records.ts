import { MemoryRecords } from '../../src/records/memory-records.js';
import type { RecordStore } from '../../src/records/record-store.js';

/** One call of a record store. */
export interface RecordCall {
  name: keyof RecordStore;
  key: string;
  value?: string;
  seconds?: number | undefined;
}

/** Records in memory that log their calls. */
export class WatchedRecords extends MemoryRecords {
  readonly calls: RecordCall[] = [];

  override get(key: string, extendTo?: number): Promise<string | null> {
    this.calls.push({ name: 'get', key, seconds: extendTo });
    return super.get(key, extendTo);
  }

  override set(key: string, value: string, seconds: number): Promise<void> {
    this.calls.push({ name: 'set', key, value, seconds });
    return super.set(key, value, seconds);
  }

  override replace(key: string, value: string, seconds: number): Promise<boolean> {
    this.calls.push({ name: 'replace', key, value, seconds });
    return super.replace(key, value, seconds);
  }

  override swap(key: string, from: string | null, to: string | null, seconds: number): Promise<boolean> {
    this.calls.push({ name: 'swap', key, ...(to === null ? {} : { value: to }), seconds });
    return super.swap(key, from, to, seconds);
  }

  override take(key: string): Promise<string | null> {
    this.calls.push({ name: 'take', key });
    return super.take(key);
  }

  override remove(...keys: string[]): Promise<void> {
    for (const key of keys) this.calls.push({ name: 'remove', key });
    return super.remove(...keys);
  }

  /** The keys that were written so far. */
  written(): string[] {
    return [...new Set(this.calls.filter(({ value }) => value !== undefined).map(({ key }) => key))];
  }
}
