import { digest } from '../digest.js';
import { isOAuthError, SessionError } from '../errors.js';
import type { Client } from '../protocol/client.js';
import type { TokenSet } from '../protocol/token-set.js';
import type { SessionHandle } from '../session/session-handle.js';
import type { TokenHolder } from './token-holder.js';
import type { TokenOwner } from './token-keeper.js';
import type { TokenKey, TokenStore } from './token-store.js';
import type { TokenVault } from './token-vault.js';

/** Whose tokens, and of which session. */
export interface TokenPlace {
  session: SessionHandle;
  ident: string;
  client: Client;
  /** Whether it is a further provider that the user has connected: its tokens stand beside those of the sign-in. */
  connected?: boolean;
}

/** Where tokens are: with their session in the vault, or in the app's own store, for all sessions of the user. */
export class TokenPlaces {
  readonly #vault: TokenVault;
  readonly #store: TokenStore | undefined;
  readonly #prefix: string;

  constructor({ vault, store, prefix }: { vault: TokenVault; store: TokenStore | undefined; prefix: string }) {
    this.#vault = vault;
    this.#store = store;
    this.#prefix = prefix;
  }

  /** Whether the tokens outlive their session: then they can be had without one. */
  get areLasting(): boolean {
    return this.#store !== undefined;
  }

  /** The owner of tokens, for whoever uses or renews them. */
  owner({ session, ident, client, connected }: TokenPlace): TokenOwner {
    const holder = this.#store
      ? this.#inStore(this.#store, { ident, client: client.name })
      : this.#vault.holder(session, connected ? client.name : undefined);
    return { ident, client, holder };
  }

  async save({ session, ident, client, connected }: TokenPlace, tokens: TokenSet): Promise<void> {
    if (this.#store) return answered(this.#store.save({ ident, client: client.name }, tokens));
    await this.#vault.save(session, tokens, connected ? client.name : undefined);
  }

  /** Forgets tokens for good. */
  async remove({ session, ident, client, connected }: TokenPlace): Promise<void> {
    if (this.#store) return answered(this.#store.remove({ client: client.name, ident }));
    await this.#vault.remove(session, [connected ? client.name : undefined]);
  }

  /** Forgets what a session has, its connections' tokens too; what is in the app's own store stays for its jobs. */
  async removeSession(session: SessionHandle, connections: readonly string[]): Promise<void> {
    if (!this.#store) await this.#vault.remove(session, [undefined, ...connections]);
  }

  /** Takes the tokens of connections along to another session. */
  async move(from: SessionHandle, to: SessionHandle, connections: readonly string[]): Promise<void> {
    if (this.#store) return;
    for (const connection of connections) {
      const tokens = await this.#vault.load(from, connection);
      if (tokens) await this.#vault.save(to, tokens, connection);
    }
  }

  #inStore(store: TokenStore, key: TokenKey): TokenHolder {
    return {
      key: `${this.#prefix}tok:{${digest(`${key.client} ${key.ident}`)}}`,
      load: async () => {
        const tokens = await answered(store.load(key));
        return tokens && { tokens, version: tokens.accessToken };
      },
      // Under the lock nobody else writes; but who removed them meanwhile meant it.
      swap: async ({ version }, next) => {
        const now = await answered(store.load(key));
        if (now?.accessToken !== version) return false;
        await answered(store.save(key, next));
        return true;
      },
    };
  }
}

async function answered<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isOAuthError(error)) throw error;
    throw new SessionError('The token store did not do what it was asked to', {
      code: 'ERR_OAUTH_SESSION_STORE',
      hint: 'Look at what the option "tokenStore" does',
      cause: error instanceof Error ? new Error(error.message.slice(0, 200)) : undefined,
    });
  }
}
