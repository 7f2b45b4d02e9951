import type { TokenSet } from '../protocol/token-set.js';
import type { Sealer } from '../sealer.js';
import type { RecordStore } from '../session/record-store.js';
import type { SessionHandle } from '../session/session-handle.js';
import type { HeldTokens, TokenHolder } from './token-holder.js';

/** What the vault is kept in, and sealed with. */
export interface TokenVaultOptions {
  records: RecordStore;
  prefix: string;
  sealer: Sealer;
  /** As long as the session at the most. */
  seconds: number;
}

/**
 * Keeps each session's token sets, sealed, beside the session and not in it: express-session writes whole sessions, and a
 * parallel request would bring an old token back.
 */
export class TokenVault {
  readonly #options: TokenVaultOptions;

  constructor(options: TokenVaultOptions) {
    this.#options = options;
  }

  /** Keeps the tokens of a session's sign-in, or of one of its connections. */
  async save(session: SessionHandle, tokens: TokenSet, connection?: string): Promise<void> {
    const key = this.#key(session, connection);
    await this.#options.records.set(key, this.#options.sealer.seal(tokens, key), this.#options.seconds);
  }

  async load(session: SessionHandle, connection?: string): Promise<TokenSet | undefined> {
    return (await this.#held(this.#key(session, connection)))?.tokens;
  }

  /** Drops the tokens of a session: those of its sign-in (undefined) and of the connections that are named. */
  async remove(session: SessionHandle, connections: readonly (string | undefined)[] = [undefined]): Promise<void> {
    await this.#options.records.remove(...connections.map((connection) => this.#key(session, connection)));
  }

  /** The place of a session's tokens, for whoever renews them. */
  holder(session: SessionHandle, connection?: string): TokenHolder {
    const key = this.#key(session, connection);
    const { records, sealer, seconds } = this.#options;
    return {
      key,
      load: () => this.#held(key),
      // What was removed meanwhile stays removed, and what is newer stays.
      swap: (held, next) => records.swap(key, held.version, sealer.seal(next, key), seconds),
    };
  }

  async #held(key: string): Promise<HeldTokens | undefined> {
    const version = await this.#options.records.get(key);
    const tokens = version === null ? undefined : (this.#options.sealer.open(version, key) as TokenSet | undefined);
    return version === null || tokens === undefined ? undefined : { tokens, version };
  }

  #key(session: SessionHandle, connection?: string): string {
    const suffix = connection === undefined ? '' : `:${connection}`;
    return `${this.#options.prefix}tok:{${session}}${suffix}`;
  }
}
