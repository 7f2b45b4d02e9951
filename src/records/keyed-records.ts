import type { Clock } from '../shared/clock.js';
import type { RecordStore } from './record-store.js';

/** Records under a prefix, and the clock that their lives are counted by. */
export interface KeyedRecords {
  readonly records: RecordStore;
  /** Every key begins with this. */
  readonly prefix: string;
  readonly clock: Clock;
}
