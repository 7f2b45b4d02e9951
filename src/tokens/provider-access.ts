import type { ApiInit } from '../protocol/transport/api-call.js';
import type { TokenSet } from '../protocol/token-set.js';
import { isOAuthError } from '../shared/errors.js';
import { fetchAs } from './api-access.js';
import type { TokenRefresher } from './token-refresher.js';
import type { TokenSlot } from './token-slot.js';

/** Uses a user's tokens at one provider. */
export interface ProviderAccess {
  /**
   * The provider's access token, renewed when it expires soon. Rejects with a `NotSignedInError` when there is none, or none any
   * more (`ERR_OAUTH_TOKEN_EXPIRED`, `ERR_OAUTH_TOKEN_DEAD`), with a `SessionError` when the store does not answer, and with a
   * `ProviderUnavailableError` when the provider does not and the token has expired.
   */
  accessToken(): Promise<string>;
  /**
   * Calls the provider's API as the user, as `fetch` does: `fetch('user/repos')`. A relative path is below the client's `apiBase`;
   * any other origin than the provider's is refused with a `ConfigurationError` before anything is sent. Renews the token when
   * it expires soon, and after a 401, to try once more. A body that streams is not sent twice, so its 401 is returned. Rejects as
   * `accessToken()` does, with a `ProviderUnavailableError`, and with the reason of a `signal` that ends it.
   */
  fetch(path: string | URL, init?: ApiInit): Promise<Response>;
  /** The provider's own description of the access token (RFC 7662); undefined when it offers none. Rejects as `accessToken()` does. */
  introspect(): Promise<Record<string, unknown> | undefined>;
}

/** The parts that the access needs. */
export interface AccessSources {
  slot: TokenSlot;
  refresher: TokenRefresher;
  /** Called when the provider has refused to renew the tokens for good. */
  onDead?: (() => Promise<void>) | undefined;
}

/** The access to a provider with the tokens of this slot. */
export function providerAccess({ slot, refresher, onDead }: AccessSources): ProviderAccess {
  async function tokens(refused?: string): Promise<TokenSet> {
    try {
      return await refresher.tokens(slot, refused);
    } catch (error) {
      if (isOAuthError(error) && error.code === 'ERR_OAUTH_TOKEN_DEAD') await onDead?.();
      throw error;
    }
  }
  return {
    accessToken: async () => (await tokens()).accessToken,
    fetch: async (path, init = {}) => fetchAs(slot.client, tokens, { path, init }),
    introspect: async () => slot.client.introspect((await tokens()).accessToken),
  };
}
