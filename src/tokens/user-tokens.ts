import type { ApiInit } from '../protocol/transport/api-call.js';
import { handleOf } from '../records/session-handle.js';
import { describeValue } from '../shared/check-options.js';
import { ConfigurationError } from '../shared/errors.js';
import { fetchAs } from './api-access.js';
import { clientNameOf, type ClientFinder } from './client-finder.js';
import type { TokenRefresher } from './token-refresher.js';
import type { TokenRepository } from './token-repository.js';
import type { TokenAddress } from './token-slot.js';

/** Tokens in the app's own store belong to no session. */
const NO_SESSION = handleOf('');

/** Whose tokens, in the app's own store: those of a sign-in, by its ident, or those of an account that a user has connected. */
export type StoredUser = string | { ident: string; connectedTo: string };

/** Uses the tokens in the app's own store, for jobs: no user has to be there. */
export class UserTokens {
  readonly #repository: TokenRepository;
  readonly #refresher: TokenRefresher;
  readonly #clients: ClientFinder;

  constructor(parts: { repository: TokenRepository; refresher: TokenRefresher; clients: ClientFinder }) {
    this.#repository = parts.repository;
    this.#refresher = parts.refresher;
    this.#clients = parts.clients;
  }

  /** Calls a provider's API with the tokens of a user. */
  async fetch(user: StoredUser, path: string | URL, init: ApiInit): Promise<Response> {
    const slot = this.#repository.slot(await this.#addressOf('fetch()', user));
    return fetchAs(slot.client, (refused) => this.#refresher.tokens(slot, refused), { path, init });
  }

  /** Removes the tokens of a user, here and at the provider; tells whether the provider has an endpoint for that (RFC 7009). */
  async revoke(user: StoredUser): Promise<boolean> {
    const address = await this.#addressOf('revoke()', user);
    const removed = await this.#repository.remove(address);
    return removed !== undefined && address.client.revoke(removed.tokens);
  }

  async #addressOf(caller: string, user: unknown): Promise<TokenAddress> {
    if (!this.#repository.areLasting) throw noStoreError(caller);
    if (!isStoredUser(user))
      throw new ConfigurationError(
        `${caller} takes an ident, or { ident, connectedTo }, first; got ${describeValue(user)}`,
      );
    const { ident, connectedTo } = typeof user === 'string' ? { ident: user, connectedTo: undefined } : user;
    const client = await this.#clients.find(clientNameOf(ident));
    if (client) return { session: NO_SESSION, ident, client, connectedTo };
    throw new ConfigurationError(
      `${caller}: an ident begins with the name of a client: ${this.#clients.names.join(', ')}; got ${describeValue(ident)}`,
    );
  }
}

function isStoredUser(user: unknown): user is StoredUser {
  if (typeof user === 'string') return true;
  const { ident, connectedTo } = (user ?? {}) as Partial<Record<string, unknown>>;
  // An empty text would stand for no connection in some tables: for the tokens of the sign-in.
  return typeof ident === 'string' && typeof connectedTo === 'string' && connectedTo !== '';
}

function noStoreError(caller: string): ConfigurationError {
  return new ConfigurationError(
    `${caller} needs the option "tokenStore": tokens beside sessions are for requests only`,
    {
      hint: 'Keep the tokens in a store of your own, by the option "tokenStore"',
    },
  );
}
