import type { SessionHandle } from '../records/session-handle.js';
import { isOAuthError } from '../shared/errors.js';
import type { Events } from '../shared/events.js';
import { clientNameOf, type ClientFinder } from './client-finder.js';
import type { SessionTokensRecord } from './session-tokens.js';
import type { TakenRecord, TokenRepository } from './token-repository.js';

/** The parts that the revoker needs. */
export interface TokenRevokerOptions {
  repository: TokenRepository;
  clients: ClientFinder;
  events: Events;
  /** Whether refresh tokens are revoked at the provider when their session ends. */
  revokes: boolean;
}

/** Removes the tokens of ended sessions, here and at the provider. */
export class TokenRevoker {
  readonly #options: TokenRevokerOptions;

  constructor(options: TokenRevokerOptions) {
    this.#options = options;
  }

  /**
   * Removes the tokens of a session that has ended, and gives them: connections that the session itself does not
   * know of any more included. Tokens that cannot be removed now expire, and an event says so.
   */
  async removeTokens(session: SessionHandle): Promise<TakenRecord[]> {
    const { repository, clients, events } = this.#options;
    try {
      return await repository.takeSession(session, clients.names);
    } catch (error) {
      events.reportStoreFailure(error, 'tokens');
      return [];
    }
  }

  /** Revokes refresh tokens at their provider (RFC 7009), where the app wants that. Never rejects: a failure is an event. */
  async revokeTokens(records: readonly SessionTokensRecord[]): Promise<void> {
    if (!this.#options.revokes) return;
    await Promise.all(records.map((record) => this.#revoke(record)));
  }

  async #revoke({ ident, registration, tokens }: SessionTokensRecord): Promise<void> {
    if (tokens.refreshToken === undefined) return;
    const client = await this.#options.clients.find(clientNameOf(ident));
    // The tokens of another registration are none of this client's business.
    if (client?.registration !== registration) return;
    try {
      await client.revoke(tokens);
    } catch (error) {
      if (isOAuthError(error)) this.#options.events.emitEvent('failure', { error, reference: 'revocation' });
    }
  }
}
