import { sentKey } from '../records/record-keys.js';
import type { RecordStore } from '../records/record-store.js';
import { digest } from '../shared/digest.js';
import type { TokenSet } from '../protocol/token-set.js';
import type { TokenSlot } from './token-slot.js';

/** Longer than a refresh takes: after that, the refresh token is sent again. */
const SENT_SECONDS = 65;

/**
 * Notes which refresh token is being sent. If the lock ends before the note is removed, the process that sent it has ended, or has lost the
 * records while it still waits for the answer, or for a store that takes it.
 */
export class SentTokens {
  readonly #records: RecordStore;

  constructor(records: RecordStore) {
    this.#records = records;
  }

  /** Notes that the refresh token of these tokens is about to be sent. */
  async add({ key }: TokenSlot, tokens: TokenSet): Promise<void> {
    await this.#records.set(sentKey(key), markOf(tokens), SENT_SECONDS);
  }

  /** Notes that the answer is stored, or that there is none. */
  async remove({ key }: TokenSlot): Promise<void> {
    await this.#records.remove(sentKey(key)).catch(() => undefined);
  }

  /** Whether the refresh token that is stored in a slot has been sent, and its answer is not stored. */
  async includes(slot: TokenSlot): Promise<boolean> {
    const sent = await this.#records.get(sentKey(slot.key));
    if (sent === null) return false;
    const stored = await slot.load();
    return stored !== undefined && sent === markOf(stored.tokens);
  }
}

function markOf({ refreshToken = '' }: TokenSet): string {
  return digest(refreshToken);
}
