import { digest } from '../shared/digest.js';
import { isOAuthError, SessionError } from '../shared/errors.js';
import type { Client } from '../protocol/client.js';
import type { TokenSet } from '../protocol/token-set.js';
import { dropNulls } from '../protocol/drop-nulls.js';
import type { RecordStore } from '../records/record-store.js';
import type { SessionHandle } from '../records/session-handle.js';
import { withTimeLimit } from '../shared/time-limit.js';
import { withLock } from '../records/lock.js';
import type { TokenSlot } from './token-slot.js';
import type { TokenOwner } from './token-refresher.js';
import type { TokenKey, TokenStore } from './token-store.js';
import type { SessionTokens, VaultPlace, VaultRecord } from './session-tokens.js';

/** Whose tokens, and of which session. */
export interface TokenPlace {
  session: SessionHandle;
  ident: string;
  client: Client;
  /** The ident of the user who has connected this further provider; undefined for the tokens of a sign-in. */
  connectedTo?: string | undefined;
}

/** What the places are made of. */
export interface TokenRepositoryOptions {
  vault: SessionTokens;
  store: TokenStore | undefined;
  /** The app's own store may take so long. */
  storeTimeoutMs: number;
  prefix: string;
  /** Where the locks are. */
  records: RecordStore;
}

/** Where tokens are: with their session in the vault, or in the app's own store, for all sessions of the user. */
export class TokenRepository {
  readonly #options: TokenRepositoryOptions;

  constructor(options: TokenRepositoryOptions) {
    this.#options = options;
  }

  /** Whether the tokens outlive their session: then they can be had without one. */
  get areLasting(): boolean {
    return this.#options.store !== undefined;
  }

  /** The owner of tokens, for whoever uses or renews them. */
  owner(place: TokenPlace): TokenOwner {
    const { vault, store } = this.#options;
    const { ident, client } = place;
    const holder = store ? this.#inStore(store, keyOf(place)) : vault.holder(inVault(place));
    return { ident, client, holder };
  }

  /**
   * Keeps new tokens. What they do not bring of those before of the same user stays: some providers give a refresh token at
   * the first sign-in only. Gives back those of another user that were there, which nobody can use any more.
   */
  async save(place: TokenPlace, tokens: TokenSet): Promise<VaultRecord | undefined> {
    const { vault, store } = this.#options;
    if (store) {
      const key = keyOf(place);
      await this.#alone(this.#inStore(store, key), async (before) => {
        await this.#answered(() => store.save(key, withRefreshToken(tokens, before)));
      });
      return undefined;
    }
    const before = await (place.connectedTo === undefined ? undefined : vault.take(inVault(place)));
    const isSame = before?.ident === place.ident;
    await vault.save(inVault(place), isSame ? withRefreshToken(tokens, before.tokens) : tokens);
    return isSame ? undefined : before;
  }

  /** Forgets tokens for good, and gives what was there. */
  async remove(place: TokenPlace): Promise<TokenSet | undefined> {
    const { vault, store } = this.#options;
    if (!store) return (await vault.take(inVault(place)))?.tokens;
    const key = keyOf(place);
    return this.#alone(this.#inStore(store, key), async (before) => {
      await this.#answered(() => store.remove(key));
      return before;
    });
  }

  /**
   * Forgets what a session has, its connections' tokens too, and gives it: by the names of clients, those of the sign-in first.
   * What is in the app's own store stays for its jobs.
   */
  async takeSession(session: SessionHandle, clients: readonly string[]): Promise<[string | undefined, VaultRecord][]> {
    const { vault, store } = this.#options;
    if (store) return [];
    const names = [undefined, ...clients];
    const taken = await Promise.all(names.map((connection) => vault.take({ session, connection })));
    return taken.flatMap((record, at): [string | undefined, VaultRecord][] => (record ? [[names[at], record]] : []));
  }

  /** Takes the tokens of connections along to another session: whoever renews them now does so first. Gives the names of those that it has now. */
  async move(from: SessionHandle, to: SessionHandle, connections: Readonly<Record<string, string>>): Promise<string[]> {
    const { vault, store } = this.#options;
    if (store) return Object.keys(connections);
    const there: string[] = [];
    for (const [connection, ident] of Object.entries(connections))
      await this.#alone(vault.holder({ session: from, ident, connection }), async () => {
        const record = await vault.take({ session: from, connection });
        if (record?.ident !== ident) return;
        await vault.save({ session: to, ident, connection }, record.tokens);
        there.push(connection);
      });
    return there;
  }

  /** Does something with tokens that nobody renews meanwhile. */
  async #alone<T>(holder: TokenSlot, work: (before: TokenSet | undefined) => Promise<T>): Promise<T> {
    return withLock(this.#options.records, `${holder.key}/lock`, {
      work: async () => work((await holder.load())?.tokens),
      meanwhile: async () => undefined,
    });
  }

  /** Waits for the app's own store, and no longer than it may take. */
  async #answered<T>(ask: () => Promise<T>): Promise<T> {
    const ms = this.#options.storeTimeoutMs;
    try {
      const answer = (async () => ask())();
      return await withTimeLimit(answer, ms, () => new TypeError(`no answer within ${ms} ms`));
    } catch (error) {
      throw isOAuthError(error) ? error : storeError(error);
    }
  }

  #inStore(store: TokenStore, key: TokenKey): TokenSlot {
    const { client, ident, connectedTo = '' } = key;
    return {
      key: `${this.#options.prefix}tok:{${digest(JSON.stringify([client, ident, connectedTo]))}}`,
      load: async () => {
        const row = await this.#answered(() => store.load(key));
        // What a database has as NULL is not there.
        const tokens = row && (dropNulls({ ...row }) as unknown as TokenSet);
        return tokens && { tokens, version: tokens.accessToken };
      },
      // Under the lock nobody else of us writes.
      swap: async ({ version }, next) => {
        const now = await this.#answered(() => store.load(key));
        if (now?.accessToken !== version) return false;
        await this.#answered(() => store.save(key, next));
        return true;
      },
    };
  }
}

/** New tokens with the refresh token of those before, when they bring none and it may still serve: one of another key may not. */
export function withRefreshToken(tokens: TokenSet, before: TokenSet | undefined): TokenSet {
  if (tokens.refreshToken !== undefined || before?.refreshToken === undefined) return tokens;
  if (tokens.dpopKey !== undefined || before.dpopKey !== undefined) return tokens;
  return { ...tokens, refreshToken: before.refreshToken, isCarriedOver: true };
}

function inVault({ session, ident, client, connectedTo }: TokenPlace): VaultPlace {
  return { session, ident, connection: connectedTo === undefined ? undefined : client.name };
}

function keyOf({ ident, client, connectedTo }: TokenPlace): TokenKey {
  return { client: client.name, ident, ...(connectedTo === undefined ? {} : { connectedTo }) };
}

/** What the app's own store throws may quote what it was given: only its kind goes on. */
function storeError(error: unknown): SessionError {
  const { name = 'no error', code } = (error ?? {}) as { name?: string; code?: unknown };
  return new SessionError('The token store did not do what it was asked to', {
    code: 'ERR_OAUTH_SESSION_STORE',
    hint: 'Look at what the option "tokenStore" does',
    cause: new Error(`${name} ${typeof code === 'string' ? code : ''}`.trim().slice(0, 100)),
  });
}
