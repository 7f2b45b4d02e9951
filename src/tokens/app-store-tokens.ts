import { dropNulls } from '../protocol/drop-nulls.js';
import type { TokenSet } from '../protocol/token-set.js';
import { withLock } from '../records/lock.js';
import { storedTokensKey, writeLockKey } from '../records/record-keys.js';
import type { RecordStore } from '../records/record-store.js';
import { isOAuthError, SessionError } from '../shared/errors.js';
import { codeOf, nameOf } from '../shared/thrown.js';
import { withTimeLimit } from '../shared/time-limit.js';
import { keepRefreshToken } from './keep-refresh-token.js';
import type { KeptTokens } from './kept-tokens.js';
import type { TokenAddress, TokenSlot } from './token-slot.js';
import type { TokenKey, TokenStore } from './token-store.js';
import type { UnwrittenTokens } from './unwritten-tokens.js';

/** The parts that tokens in the app's own store need. */
export interface AppStoreTokensOptions {
  store: TokenStore;
  /** The time limit of each call of the store. */
  timeoutMs: number;
  /** Where the locks are. */
  records: RecordStore;
  prefix: string;
  /** Renewed tokens that the store did not take. */
  kept: KeptTokens;
  unwritten: UnwrittenTokens;
}

/** The newest tokens of a user. `row` is the version of those in the store, which may be older. */
interface Newest {
  tokens: TokenSet;
  row: string;
  isKept: boolean;
}

/**
 * Keeps tokens in the app's own store, which cannot compare and swap: every writer takes a short lock. A renewal finds out that its tokens
 * were replaced or removed, so nobody waits for one.
 */
export class AppStoreTokens {
  readonly #options: AppStoreTokensOptions;

  constructor(options: AppStoreTokensOptions) {
    this.#options = options;
  }

  /** Saves the tokens of a sign-in, with the refresh token of before where they lack one. */
  async save(address: TokenAddress, tokens: TokenSet): Promise<void> {
    await this.#whileWriting(address, async (before) => {
      await this.#write(address, keepRefreshToken(tokens, before?.tokens));
      if (before?.isKept) await this.#options.kept.remove(slotKey(this.#options.prefix, address));
    });
  }

  /** Removes tokens, and gives them. */
  remove(address: TokenAddress): Promise<TokenSet | undefined> {
    const { store, kept, prefix } = this.#options;
    return this.#whileWriting(address, async (before) => {
      await this.#call(() => store.remove(keyOf(address)));
      if (before?.isKept) await kept.remove(slotKey(prefix, address));
      return before?.tokens;
    });
  }

  slot(address: TokenAddress): TokenSlot {
    const { ident, client } = address;
    return {
      ident,
      client,
      key: slotKey(this.#options.prefix, address),
      load: async (suffices) => {
        const newest = await this.#loadNewest(address, suffices);
        return newest && { tokens: newest.tokens, version: versionOf(newest.tokens) };
      },
      swap: ({ version }, next) =>
        this.#whileWriting(address, async (before) => {
          if (!before || versionOf(before.tokens) !== version) return false;
          await this.#writeOrKeep(address, before, next);
          return true;
        }),
    };
  }

  /** Replaces tokens in the store. If it does not take them, they are kept in the records. Rejects when neither works. */
  async #writeOrKeep(address: TokenAddress, before: Newest, next: TokenSet): Promise<void> {
    const { kept, prefix } = this.#options;
    const key = slotKey(prefix, address);
    try {
      // If those of before are kept, the store has not taken them yet: it may hang, and callers are waiting.
      if (!before.isKept) return await this.#write(address, next);
    } catch (error) {
      await kept.keep(key, next, [before.row]).catch(() => {
        throw error;
      });
      return this.#writeLater(address);
    }
    await kept.keep(key, next, [before.row, versionOf(before.tokens)]);
    this.#writeLater(address);
  }

  /** Writes what is kept as soon as the store takes it. */
  #writeLater(address: TokenAddress): void {
    const { kept, unwritten, prefix } = this.#options;
    const key = slotKey(prefix, address);
    unwritten.addKept(key, () =>
      this.#whileWriting(address, async (before) => {
        if (!before?.isKept) return;
        await this.#write(address, before.tokens);
        await kept.remove(key);
      }),
    );
  }

  /** Does something with tokens that nobody writes meanwhile. */
  #whileWriting<T>(address: TokenAddress, work: (before: Newest | undefined) => Promise<T>): Promise<T> {
    const { records, prefix } = this.#options;
    return withLock(records, writeLockKey(slotKey(prefix, address)), {
      work: async () => work(await this.#loadNewest(address)),
    });
  }

  async #loadNewest(address: TokenAddress, suffices?: (tokens: TokenSet) => boolean): Promise<Newest | undefined> {
    const { store, kept, prefix } = this.#options;
    const row = await this.#call(() => store.load(keyOf(address)));
    // NULL in a database means absent.
    const tokens = row && (dropNulls({ ...row }) as unknown as TokenSet);
    if (!tokens || !isOfRegistration(tokens, address.client.registration)) return undefined;
    const version = versionOf(tokens);
    if (suffices?.(tokens)) return { tokens, row: version, isKept: false };
    const newer = await kept.find(slotKey(prefix, address), version);
    // The process that kept them may have ended.
    if (newer) this.#writeLater(address);
    return { tokens: newer ?? tokens, row: version, isKept: newer !== undefined };
  }

  async #write(address: TokenAddress, tokens: TokenSet): Promise<void> {
    const { registration } = address.client;
    await this.#call(() => this.#options.store.save(keyOf(address), { ...tokens, registration }));
  }

  /** Calls the app's own store, with a time limit. */
  async #call<T>(call: () => Promise<T>): Promise<T> {
    const ms = this.#options.timeoutMs;
    try {
      const answer = (async () => call())();
      return await withTimeLimit(answer, ms, () => new TypeError(`no answer within ${ms} ms`));
    } catch (error) {
      throw isOAuthError(error) ? error : tokenStoreError(error);
    }
  }
}

/** Names the place of tokens over all processes. */
function slotKey(prefix: string, { ident, client, connectedTo }: TokenAddress): string {
  return storedTokensKey(prefix, [client.registration, ident, connectedTo ?? '']);
}

/** Changes with every write: a refresh that fails may bring a new refresh token beside the old access token. */
function versionOf({ accessToken, refreshToken, dead }: TokenSet): string {
  return JSON.stringify([accessToken, refreshToken, dead === true]);
}

/** Tokens that the app itself put into its store name no registration. */
function isOfRegistration({ registration }: TokenSet, wanted: string): boolean {
  return registration === undefined || registration === wanted;
}

function keyOf({ ident, client, connectedTo }: TokenAddress): TokenKey {
  return { client: client.name, ident, ...(connectedTo === undefined ? {} : { connectedTo }) };
}

/** The app's own error may quote what its store was given: only the kind of the error is kept. */
function tokenStoreError(error: unknown): SessionError {
  return new SessionError('The token store failed', {
    code: 'ERR_OAUTH_SESSION_STORE',
    hint: 'Check the option "tokenStore"',
    cause: new Error(`${nameOf(error)} ${codeOf(error) ?? ''}`.trim().slice(0, 100)),
  });
}
