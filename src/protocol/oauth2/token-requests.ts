import * as openid from 'openid-client';
import type { RefreshResult } from '../client.js';
import { callApi, isReplayable, type ApiCall, type ApiInit, type TokenPlacement } from '../transport/api-call.js';
import type { Fetch } from '../transport/bounded-fetch.js';
import { resolveApiTarget, type ProviderApi } from '../transport/provider-api.js';
import type { TokenSet } from '../token-set.js';
import type { PageRequests } from '../user/groups.js';
import { addBearerToken } from './add-bearer-token.js';
import { asksForNonce, missingKeyError } from './dpop.js';
import { requestRefresh, type RefreshParts } from './request-refresh.js';
import type { TokenResponse } from './token-response.js';
import { translateErrors } from './translate-errors.js';
import { withoutKeys } from './without-keys.js';

/** The parts of a client that requests with tokens need. */
export interface TokenRequestsOptions extends RefreshParts {
  api: ProviderApi;
  placement: TokenPlacement;
  /** Headers of every call of the API. */
  headers: Readonly<Record<string, string>>;
}

/** The token that authorises a call. */
export type AccessToken = Pick<TokenSet, 'accessToken' | 'dpopKey'> & Partial<Pick<TokenSet, 'tokenType'>>;

/** How a small document of the API is requested. */
export interface DocumentRequest {
  method?: 'GET' | 'POST' | undefined;
  fetch?: Fetch | undefined;
  /** The form of a POST. */
  form?: Readonly<Record<string, string>> | undefined;
}

/** The requests with tokens after a login: the same with and without OpenID Connect. */
export class TokenRequests {
  readonly #options: TokenRequestsOptions;

  constructor(options: TokenRequestsOptions) {
    this.#options = options;
  }

  /**
   * Refreshes a token set with a configuration that serves for nothing else (RFC 6749, section 6). Rejects with an `OAuthError` when the
   * refresh token can be sent again.
   */
  async refresh(
    config: openid.Configuration,
    tokens: TokenSet,
    check: (response: TokenResponse) => Promise<TokenResponse> = async (response) => response,
  ): Promise<RefreshResult> {
    return requestRefresh(this.#options, config, { tokens, check });
  }

  /** Revokes tokens; resolves to false when the provider has no revocation endpoint (RFC 7009). Rejects with an `OAuthError`. */
  async revoke(config: openid.Configuration, { refreshToken, accessToken }: TokenSet): Promise<boolean> {
    if (config.serverMetadata().revocation_endpoint === undefined) return false;
    const hint = refreshToken === undefined ? 'access_token' : 'refresh_token';
    await this.#translateErrors('revocation', [refreshToken, accessToken], () =>
      openid.tokenRevocation(config, refreshToken ?? accessToken, { token_type_hint: hint }),
    );
    return true;
  }

  /** Introspects a token; resolves to undefined when the provider has no endpoint for it (RFC 7662). Rejects with an `OAuthError`. */
  async introspect(config: openid.Configuration, token: string): Promise<Record<string, unknown> | undefined> {
    if (config.serverMetadata().introspection_endpoint === undefined) return undefined;
    const { verify = withoutKeys } = this.#options;
    const answer = await this.#translateErrors('introspection', [token], () =>
      verify(config, (current) => openid.tokenIntrospection(current, token)),
    );
    return { ...answer };
  }

  /** Resolves a path of the API. Throws a `ConfigurationError`. */
  apiTarget(path: string | URL): URL {
    return resolveApiTarget(this.#options.api, path, this.#options.connection.name);
  }

  /** Calls the API. Rejects with a `ProviderUnavailableError`. */
  call(call: ApiCall, tokens: TokenSet | undefined): Promise<Response> {
    const { connection, api } = this.#options;
    const caller = { fetch: connection.unboundedFetch, api, client: connection.name };
    return repeatWithNonce(tokens, call.init, () =>
      callApi(call, { ...caller, authorise: (hop) => this.#authorise(hop, tokens) }),
    );
  }

  /** Requests a small document that a sign-in needs, within the limits. Rejects with a `ProviderUnavailableError`. */
  requestDocument(url: string, token: AccessToken, request: DocumentRequest = {}): Promise<Response> {
    const { method = 'GET', fetch = this.#options.connection.fetch, form } = request;
    const body = form === undefined ? null : new URLSearchParams(form);
    const call = { target: new URL(url), init: { method, headers: { accept: 'application/json' }, body } };
    return repeatWithNonce(token, call.init, async () => {
      const { target, init } = await this.#authorise(call, token);
      return fetch(target.href, { ...init, headers: Object.fromEntries(new Headers(init.headers)) });
    });
  }

  /** Requests the pages of a list with this token. All pages together have the time limit of one request. */
  pageRequests(token: AccessToken): PageRequests {
    return { get: (url) => this.requestDocument(url, token), limitMs: this.#options.connection.timeoutMs };
  }

  async #authorise({ target, init }: ApiCall, token: AccessToken | undefined): Promise<ApiCall> {
    const headers = new Headers(init.headers);
    for (const [name, value] of Object.entries(this.#options.headers)) if (!headers.has(name)) headers.set(name, value);
    const call = { target, init: { ...init, headers } };
    if (token === undefined) return call;
    const { dpop, placement, connection } = this.#options;
    if (token.dpopKey && dpop) return dpop.authorise(call, token.accessToken, token.dpopKey);
    if (token.tokenType === 'dpop') throw missingKeyError(connection.name);
    return addBearerToken(call, token.accessToken, placement);
  }

  #translateErrors<T>(
    stage: 'revocation' | 'introspection',
    secrets: readonly (string | undefined)[],
    work: () => Promise<T>,
  ): Promise<T> {
    const { connection, secrets: own } = this.#options;
    return translateErrors({ stage, client: connection.name, secrets: [...secrets, ...own] }, work);
  }
}

/** Repeats a request when the API asks for its nonce in the proof, and the body can be sent again. */
async function repeatWithNonce(
  token: AccessToken | undefined,
  { body }: ApiInit,
  send: () => Promise<Response>,
): Promise<Response> {
  const response = await send();
  if (token?.dpopKey === undefined || !asksForNonce(response) || !isReplayable(body)) return response;
  await response.body?.cancel().catch(() => undefined);
  return send();
}
