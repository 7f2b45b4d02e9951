import { unwrittenKey } from '../records/record-keys.js';
import type { RecordStore } from '../records/record-store.js';
import type { Sealer } from '../shared/sealer.js';
import { hasShape, is } from '../shared/shape.js';
import type { TokenSet } from '../protocol/token-set.js';

/** A store may be unable to write for so many renewals in a row: older versions of its tokens are not expected to come back. */
const MAX_REPLACED = 20;

/** The parts that kept tokens need. */
export interface KeptTokensOptions {
  records: RecordStore;
  sealer: Sealer;
  /** How long tokens are kept for a store that does not take them. */
  seconds: number;
}

interface KeptRecord {
  /** The versions of the tokens that these replace. */
  replaces: string[];
  tokens: TokenSet;
}

const RECORD = { replaces: is.listOf(is.text), tokens: is.object };

/**
 * Keeps renewed tokens that the app's own store did not take, sealed in the records: the refresh token in that store is used up, and every
 * process has to know the new one.
 */
export class KeptTokens {
  readonly #options: KeptTokensOptions;

  constructor(options: KeptTokensOptions) {
    this.#options = options;
  }

  /** The tokens that replace this version of those in the store. */
  async find(slotKey: string, version: string): Promise<TokenSet | undefined> {
    const record = await this.#read(slotKey);
    return record?.replaces.includes(version) ? record.tokens : undefined;
  }

  /** Keeps tokens in the place of these versions, of which the last one may be kept here, too. */
  async keep(slotKey: string, tokens: TokenSet, replaced: readonly string[]): Promise<void> {
    const { records, sealer, seconds } = this.#options;
    const key = unwrittenKey(slotKey);
    const before = await this.#read(slotKey);
    const replaces = [...new Set([...(before?.replaces ?? []), ...replaced])].slice(-MAX_REPLACED);
    await records.set(key, sealer.seal({ replaces, tokens } satisfies KeptRecord, key), seconds);
  }

  /** Removes what is kept. It replaces nothing any more, so a failure does no harm. */
  async remove(slotKey: string): Promise<void> {
    await this.#options.records.remove(unwrittenKey(slotKey)).catch(() => undefined);
  }

  async #read(slotKey: string): Promise<KeptRecord | undefined> {
    const key = unwrittenKey(slotKey);
    const sealed = await this.#options.records.get(key);
    const record = sealed === null ? undefined : this.#options.sealer.open(sealed, key);
    return hasShape(record, RECORD) ? (record as unknown as KeptRecord) : undefined;
  }
}
