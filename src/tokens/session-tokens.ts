import type { TokenSet } from '../protocol/token-set.js';
import type { Sealer } from '../shared/sealer.js';
import type { RecordStore } from '../records/record-store.js';
import type { SessionHandle } from '../records/session-handle.js';
import type { TokenSlot } from './token-slot.js';

/** What the vault is kept in, and sealed with. */
export interface SessionTokensOptions {
  records: RecordStore;
  prefix: string;
  sealer: Sealer;
  /** As long as the session at the most. */
  seconds: number;
}

/** Where tokens are in the vault, and whose they are. */
export interface VaultPlace {
  session: SessionHandle;
  ident: string;
  /** The client of a connection; undefined for the sign-in. */
  connection?: string | undefined;
}

/** What is in such a place. */
export interface VaultRecord {
  ident: string;
  tokens: TokenSet;
}

/**
 * Keeps each session's token sets, sealed, beside the session and not in it: express-session writes whole sessions, and a
 * parallel request would bring an old token back.
 */
export class SessionTokens {
  readonly #options: SessionTokensOptions;

  constructor(options: SessionTokensOptions) {
    this.#options = options;
  }

  /** Keeps the tokens of a session's sign-in, or of one of its connections, with whose they are. */
  async save(place: VaultPlace, tokens: TokenSet): Promise<void> {
    const key = this.#key(place);
    const { records, seconds } = this.#options;
    await records.set(key, this.#sealed(key, { ident: place.ident, tokens }), seconds);
  }

  /** Removes tokens, and gives what was there at the last moment: nobody else gets it. */
  async take(place: Omit<VaultPlace, 'ident'>): Promise<VaultRecord | undefined> {
    const key = this.#key(place);
    return this.#opened(key, await this.#options.records.take(key));
  }

  /** The place of a user's tokens, for whoever renews them. Those of another account in the same place are none. */
  holder(place: VaultPlace): TokenSlot {
    const key = this.#key(place);
    const { records, seconds } = this.#options;
    const { ident } = place;
    return {
      key,
      load: async () => {
        const version = await records.get(key);
        const held = this.#opened(key, version);
        return version !== null && held?.ident === ident ? { tokens: held.tokens, version } : undefined;
      },
      // What was removed meanwhile stays removed, and what is newer stays.
      swap: ({ version }, next) => records.swap(key, version, this.#sealed(key, { ident, tokens: next }), seconds),
    };
  }

  #sealed(key: string, record: VaultRecord): string {
    return this.#options.sealer.seal(record, key);
  }

  #opened(key: string, sealed: string | null): VaultRecord | undefined {
    return sealed === null ? undefined : (this.#options.sealer.open(sealed, key) as VaultRecord | undefined);
  }

  #key({ session, connection }: Omit<VaultPlace, 'ident'>): string {
    const suffix = connection === undefined ? '' : `:${connection}`;
    return `${this.#options.prefix}tok:{${session}}${suffix}`;
  }
}
