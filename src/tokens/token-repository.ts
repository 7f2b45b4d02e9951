import type { TokenSet } from '../protocol/token-set.js';
import { dropNulls } from '../protocol/drop-nulls.js';
import { readLoginClaims } from '../protocol/oidc/login-claims.js';
import { DEAD_HOLDER_MS, withLock } from '../records/lock.js';
import { lockKey, storedTokensKey, writeLockKey } from '../records/record-keys.js';
import type { RecordStore } from '../records/record-store.js';
import type { SessionHandle } from '../records/session-handle.js';
import { isOAuthError, SessionError } from '../shared/errors.js';
import { withTimeLimit } from '../shared/time-limit.js';
import type { SessionTokens, SessionTokensRecord } from './session-tokens.js';
import type { TokenAddress, TokenSlot } from './token-slot.js';
import type { TokenKey, TokenStore } from './token-store.js';

/** The parts that the repository needs. */
export interface TokenRepositoryOptions {
  sessionTokens: SessionTokens;
  store: TokenStore | undefined;
  /** The time limit of each call of the app's own store. */
  storeTimeoutMs: number;
  prefix: string;
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
    return this.#options.store !== undefined;
  }

  slot(address: TokenAddress): TokenSlot {
    const { sessionTokens, store } = this.#options;
    return store ? this.#storeSlot(store, address) : sessionTokens.slot(address);
  }

  /**
   * Saves new tokens. A refresh token that they lack is taken from the tokens before of the same user: some providers issue one at
   * the first sign-in only. Gives the tokens of another user that were there, which nobody can use any more.
   */
  async save(address: TokenAddress, tokens: TokenSet): Promise<SessionTokensRecord | undefined> {
    const { sessionTokens, store } = this.#options;
    if (store) {
      await this.#whileWriting(this.#storeSlot(store, address), async (before) => {
        await this.#callStore(() =>
          store.save(keyOf(address), ofRegistration(address, keepRefreshToken(tokens, before))),
        );
      });
      return undefined;
    }
    const before = address.connectedTo === undefined ? undefined : await sessionTokens.takeFrom(address);
    const isSame = before?.ident === address.ident && before.registration === address.client.registration;
    await sessionTokens.save(address, isSame ? keepRefreshToken(tokens, before.tokens) : tokens);
    return isSame ? undefined : before;
  }

  /** Removes tokens for good, and gives them: with the registration that they were issued to, which may be an earlier one of the client. */
  async remove(address: TokenAddress): Promise<SessionTokensRecord | undefined> {
    const { sessionTokens, store } = this.#options;
    if (!store) return sessionTokens.takeFrom(address);
    const { ident, client } = address;
    return this.#whileWriting(this.#storeSlot(store, address), async (before) => {
      await this.#callStore(() => store.remove(keyOf(address)));
      return before && { ident, registration: client.registration, tokens: before };
    });
  }

  /** Removes all tokens of a session, and gives them, those of the sign-in first. The app's own store keeps its tokens, for its jobs. */
  async takeSession(session: SessionHandle, clients: readonly string[]): Promise<TakenRecord[]> {
    const { sessionTokens, store } = this.#options;
    if (store) return [];
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
    const { sessionTokens, store, records } = this.#options;
    if (store) return true;
    return withLock(records, lockKey(sessionTokens.slot(address).key), {
      work: async () => {
        const before = await sessionTokens.slot(address).load();
        // Tokens of another account or registration stay, for those who revoke them.
        if (!before) return false;
        const record = await sessionTokens.takeFrom(address);
        if (record?.ident !== address.ident || record.registration !== address.client.registration) return false;
        await sessionTokens.save({ ...address, session: to }, record.tokens);
        return true;
      },
      waitMs: DEAD_HOLDER_MS,
      otherwise: () => sessionTokens.moveDuringRenewal(address, to),
    });
  }

  /**
   * Does work while nobody renews the tokens at an address. A renewal in progress finishes first. Rejects with a `SessionError` if it takes
   * longer than a caller waits for the provider.
   */
  whileNotRenewed<T>(address: TokenAddress, work: () => Promise<T>): Promise<T> {
    const { key, client } = this.slot(address);
    return withLock(this.#options.records, lockKey(key), { work, waitMs: client.timeoutMs });
  }

  /**
   * Does something with tokens in the app's own store that nobody writes meanwhile. It does not wait for a renewal: that finds out that its
   * tokens were replaced or removed.
   */
  async #whileWriting<T>(slot: TokenSlot, work: (before: TokenSet | undefined) => Promise<T>): Promise<T> {
    return withLock(this.#options.records, writeLockKey(slot.key), {
      work: async () => work((await slot.load())?.tokens),
    });
  }

  /** Calls the app's own store, with a time limit. */
  async #callStore<T>(call: () => Promise<T>): Promise<T> {
    const ms = this.#options.storeTimeoutMs;
    try {
      const answer = (async () => call())();
      return await withTimeLimit(answer, ms, () => new TypeError(`no answer within ${ms} ms`));
    } catch (error) {
      throw isOAuthError(error) ? error : tokenStoreError(error);
    }
  }

  #storeSlot(store: TokenStore, address: TokenAddress): TokenSlot {
    const key = keyOf(address);
    const { ident, client } = address;
    const load = async (): Promise<TokenSet | undefined> => {
      const row = await this.#callStore(() => store.load(key));
      // NULL in a database means absent.
      const tokens = row && (dropNulls({ ...row }) as unknown as TokenSet);
      return tokens && isOfRegistration(tokens, client.registration) ? tokens : undefined;
    };
    const slot: TokenSlot = {
      ident,
      client,
      key: storedTokensKey(this.#options.prefix, [client.registration, ident, address.connectedTo ?? '']),
      load: async () => {
        const tokens = await load();
        return tokens && { tokens, version: versionOf(tokens) };
      },
      swap: ({ version }, next) =>
        this.#whileWriting(slot, async (before) => {
          if (!before || versionOf(before) !== version) return false;
          await this.#callStore(() => store.save(key, ofRegistration(address, next)));
          return true;
        }),
    };
    return slot;
  }
}

/** Changes with every write: a refresh that fails may bring a new refresh token beside the old access token. */
function versionOf({ accessToken, refreshToken, dead }: TokenSet): string {
  return JSON.stringify([accessToken, refreshToken, dead === true]);
}

/**
 * New tokens with the refresh token of those before, where they lack one. A refresh token that is bound to a key is of no use without
 * that key, so it is not kept.
 */
export function keepRefreshToken(tokens: TokenSet, before: TokenSet | undefined): TokenSet {
  if (tokens.refreshToken !== undefined || before?.refreshToken === undefined) return tokens;
  if (tokens.dpopKey !== undefined || before.dpopKey !== undefined) return tokens;
  return { ...tokens, ...readLoginClaims(before), refreshToken: before.refreshToken, isCarriedOver: true };
}

function ofRegistration({ client: { registration } }: TokenAddress, tokens: TokenSet): TokenSet {
  return { ...tokens, registration };
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
  const { name = 'no error', code } = (error ?? {}) as { name?: string; code?: unknown };
  return new SessionError('The token store failed', {
    code: 'ERR_OAUTH_SESSION_STORE',
    hint: 'Check the option "tokenStore"',
    cause: new Error(`${name} ${typeof code === 'string' ? code : ''}`.trim().slice(0, 100)),
  });
}
