import { digest } from '../digest.js';
import type { Sealer } from '../sealer.js';
import type { RecordStore } from '../session/record-store.js';
import type { TokenSet } from './token-set.js';

/** What the vault is kept in, and sealed with. */
export interface TokenVaultOptions {
  records: RecordStore;
  prefix: string;
  sealer: Sealer;
  /** As long as the session at the most. */
  seconds: number;
}

/**
 * Keeps each session's token set, sealed, beside the session and not in it: express-session writes whole sessions, and a
 * parallel request would bring an old token back.
 */
export class TokenVault {
  readonly #options: TokenVaultOptions;

  constructor(options: TokenVaultOptions) {
    this.#options = options;
  }

  async save(sessionId: string, tokens: TokenSet): Promise<void> {
    const key = this.#key(sessionId);
    await this.#options.records.set(key, this.#options.sealer.seal(tokens, key), this.#options.seconds);
  }

  async load(sessionId: string): Promise<TokenSet | undefined> {
    const key = this.#key(sessionId);
    const sealed = await this.#options.records.get(key);
    return sealed === null ? undefined : (this.#options.sealer.open(sealed, key) as TokenSet | undefined);
  }

  async remove(sessionId: string): Promise<void> {
    await this.#options.records.remove(this.#key(sessionId));
  }

  #key(sessionId: string): string {
    return `${this.#options.prefix}tok:{${digest(sessionId)}}`;
  }
}
