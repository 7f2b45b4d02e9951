import type { TokenSet } from '../protocol/token-set.js';
import { DEAD_HOLDER_MS, withLock } from '../records/lock.js';
import { lockKey } from '../records/record-keys.js';
import type { RecordStore } from '../records/record-store.js';
import type { SessionHandle } from '../records/session-handle.js';
import type { AppStoreTokens } from './app-store-tokens.js';
import type { SessionTokens, SessionTokensRecord } from './session-tokens.js';
import type { TokenAddress, TokenSlot } from './token-slot.js';

/** The parts that the repository needs. */
export interface TokenRepositoryOptions {
  sessionTokens: SessionTokens;
  /** The tokens in the app's own store, if it has one. */
  storeTokens: AppStoreTokens | undefined;
  /** Where the locks are. */
  records: RecordStore;
}

/** The tokens of a session that has ended, and the client of the connection; undefined for those of the sign-in. */
export interface TakenRecord extends SessionTokensRecord {
  connection: string | undefined;
}

/** Finds tokens: beside their session, or in the app's own store, for all sessions of the user. */
export class TokenRepository {
  readonly #options: TokenRepositoryOptions;

  constructor(options: TokenRepositoryOptions) {
    this.#options = options;
  }

  /** Whether the tokens outlive their session: then they can be used without one. */
  get areLasting(): boolean {
    return this.#options.storeTokens !== undefined;
  }

  slot(address: TokenAddress): TokenSlot {
    return (this.#options.storeTokens ?? this.#options.sessionTokens).slot(address);
  }

  /**
   * Saves new tokens. A refresh token that they lack is taken from the tokens before of the same user: some providers issue one at
   * the first sign-in only. Gives the tokens of another user that were there, which nobody can use any more.
   */
  async save(address: TokenAddress, tokens: TokenSet): Promise<SessionTokensRecord | undefined> {
    const { sessionTokens, storeTokens } = this.#options;
    if (storeTokens) {
      await storeTokens.save(address, tokens);
      return undefined;
    }
    if (address.connectedTo !== undefined) return sessionTokens.replace(address, tokens);
    await sessionTokens.save(address, tokens);
    return undefined;
  }

  /** Puts back what `save()` has given: the connection of another account was not replaced after all. Never rejects. */
  async putBack(address: TokenAddress, replaced: SessionTokensRecord): Promise<void> {
    await this.#options.sessionTokens.putBack(address, replaced).catch(() => undefined);
  }

  /** Removes tokens for good, and gives them: with the registration that they were issued to, which may be an earlier one of the client. */
  async remove(address: TokenAddress): Promise<SessionTokensRecord | undefined> {
    const { sessionTokens, storeTokens } = this.#options;
    if (!storeTokens) return sessionTokens.takeFrom(address);
    const { ident, client } = address;
    const tokens = await storeTokens.remove(address);
    return tokens && { ident, registration: client.registration, tokens };
  }

  /** Removes all tokens of a session, and gives them, those of the sign-in first. The app's own store keeps its tokens, for its jobs. */
  async takeSession(session: SessionHandle, clients: readonly string[]): Promise<TakenRecord[]> {
    const { sessionTokens, storeTokens } = this.#options;
    if (storeTokens) return [];
    const taken = await Promise.all(
      [undefined, ...clients].map(async (connection) => {
        const record = await sessionTokens.take({ session, connection });
        return record && { ...record, connection };
      }),
    );
    return taken.filter((record) => record !== undefined);
  }

  /** Moves the tokens of a connection to another session; tells whether there were some. A renewal under way brings them new ones there. */
  async move(address: TokenAddress, to: SessionHandle): Promise<boolean> {
    const { sessionTokens, storeTokens, records } = this.#options;
    if (storeTokens) return true;
    return withLock(records, lockKey(sessionTokens.slot(address).key), {
      work: () => sessionTokens.move(address, to),
      waitMs: DEAD_HOLDER_MS,
      otherwise: () => sessionTokens.moveDuringRenewal(address, to),
    });
  }

  /** The tokens of a sign-in that go on in another session. New ones that another process could not write yet will follow them there. */
  async loadToCarryOver(address: TokenAddress, to: SessionHandle): Promise<TokenSet | undefined> {
    const { sessionTokens } = this.#options;
    const slot = sessionTokens.slot(address);
    const before = (await slot.load())?.tokens;
    if (before?.refreshToken === undefined) return before;
    await sessionTokens.leaveTrace(address, to);
    // Read again: the other process may have written just before there was the trace.
    return (await slot.load())?.tokens;
  }

  /**
   * Does work while nobody renews the tokens at an address. A renewal in progress finishes first. Rejects with a `SessionError` if it takes
   * longer than a caller waits for the provider.
   */
  whileNotRenewed<T>(address: TokenAddress, work: () => Promise<T>): Promise<T> {
    const { key, client } = this.slot(address);
    return withLock(this.#options.records, lockKey(key), { work, waitMs: client.timeoutMs });
  }
}
