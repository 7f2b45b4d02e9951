import * as openid from 'openid-client';
import type { Clock } from '../../shared/clock.js';
import { apiTarget, callApi, isReplayable, withBearer } from '../transport/api-call.js';
import type { ApiCall, ApiInit, ProviderApi, TokenPlacement } from '../transport/api-call.js';
import type { Fetch } from '../transport/bounded-fetch.js';
import type { AskPages } from '../user/groups.js';
import { checkTokenType, tokensOf } from '../transport/provider-connection.js';
import type { Registration } from '../transport/provider-connection.js';
import { asksForNonce, keyIsGone } from './dpop.js';
import type { DPoP } from './dpop.js';
import { renewed } from '../token-set.js';
import type { TokenSet } from '../token-set.js';
import { upstreamError } from './upstream-error.js';

/** What the requests about tokens are made with. */
export interface TokenRequestsOptions {
  registration: Registration;
  api: ProviderApi;
  placement: TokenPlacement;
  /** Headers of every call of the API. */
  headers: Readonly<Record<string, string>>;
  /** What must not be repeated. */
  secrets: readonly string[];
  clock: Clock;
  /** What proves that a token is ours; undefined: none is bound to a key. */
  dpop?: DPoP | undefined;
}

/** What a call is authorised with. */
export type AccessToken = Pick<TokenSet, 'accessToken' | 'dpopKey'> & Partial<Pick<TokenSet, 'tokenType'>>;

/** How something small is asked for. */
export interface Asking {
  method?: 'GET' | 'POST' | undefined;
  fetch?: Fetch | undefined;
  /** What a POST sends. */
  form?: Readonly<Record<string, string>> | undefined;
}

/** A token response, with its ID token's claims at hand. */
export type TokenResponse = openid.TokenEndpointResponse & openid.TokenEndpointResponseHelpers;

/** What is done with tokens once a login is over, the same way with and without OpenID Connect. */
export class TokenRequests {
  readonly #options: TokenRequestsOptions;

  constructor(options: TokenRequestsOptions) {
    this.#options = options;
  }

  /** Asks for a new access token (RFC 6749, section 6). Throws an `OAuthError`. */
  async refresh(
    config: openid.Configuration,
    tokens: TokenSet,
    check: (response: TokenResponse) => void = () => undefined,
  ): Promise<TokenSet> {
    const { registration, clock, dpop, secrets: own } = this.#options;
    const { refreshToken = '', idToken, responseParameters = {} } = tokens;
    try {
      const handle = tokens.dpopKey && (await dpop?.handle(config, tokens.dpopKey));
      const how = handle ? { DPoP: handle } : {};
      const response = await openid.refreshTokenGrant(config, refreshToken, responseParameters, how);
      checkTokenType(response, handle ? 'dpop' : 'bearer', registration.name);
      check(response);
      return renewed(tokens, tokensOf(response, clock()));
    } catch (error) {
      const secrets = [refreshToken, idToken, tokens.accessToken, ...own];
      throw upstreamError(error, { stage: 'refresh', client: registration.name, secrets });
    }
  }

  /** Takes tokens back, where the provider has a place for that: tells whether it has (RFC 7009). Throws an `OAuthError`. */
  async revoke(config: openid.Configuration, { refreshToken, accessToken }: TokenSet): Promise<boolean> {
    if (config.serverMetadata().revocation_endpoint === undefined) return false;
    const hint = refreshToken === undefined ? 'access_token' : 'refresh_token';
    await this.#at('revocation', [refreshToken, accessToken], () =>
      openid.tokenRevocation(config, refreshToken ?? accessToken, { token_type_hint: hint }),
    );
    return true;
  }

  /** Asks what a token is worth, where the provider tells (RFC 7662). Throws an `OAuthError`. */
  async introspect(config: openid.Configuration, token: string): Promise<Record<string, unknown> | undefined> {
    if (config.serverMetadata().introspection_endpoint === undefined) return undefined;
    const answer = await this.#at('introspection', [token], () => openid.tokenIntrospection(config, token));
    return { ...answer };
  }

  /** The address of a path of the API. Throws a `ConfigurationError`. */
  apiTarget(path: string | URL): URL {
    return apiTarget(this.#options.api, path, this.#options.registration.name);
  }

  /** Calls the API. Throws a `ProviderUnavailableError`. */
  call(call: ApiCall, tokens: TokenSet | undefined): Promise<Response> {
    const { registration, api } = this.#options;
    const how = { fetch: registration.unboundedFetch, api, client: registration.name };
    return withNonce(tokens, call.init, () =>
      callApi(call, { ...how, authorise: (hop) => this.#prepared(hop, tokens) }),
    );
  }

  /** Asks the API for something small that a sign-in needs, within the limits. Throws a `ProviderUnavailableError`. */
  ask(url: string, token: AccessToken, how: Asking = {}): Promise<Response> {
    const { method = 'GET', fetch = this.#options.registration.fetch, form } = how;
    const body = form === undefined ? null : new URLSearchParams(form);
    const asked = { target: new URL(url), init: { method, headers: { accept: 'application/json' }, body } };
    return withNonce(token, asked.init, async () => {
      const { target, init } = await this.#prepared(asked, token);
      return fetch(target.href, { ...init, headers: Object.fromEntries(new Headers(init.headers)) });
    });
  }

  /** Asks with this token, for what has pages: all of them within the limit of one request. */
  asking(token: AccessToken): AskPages {
    return { get: (url) => this.ask(url, token), limitMs: this.#options.registration.timeoutMs };
  }

  async #prepared({ target, init }: ApiCall, token: AccessToken | undefined): Promise<ApiCall> {
    const headers = new Headers(init.headers);
    for (const [name, value] of Object.entries(this.#options.headers)) if (!headers.has(name)) headers.set(name, value);
    const call = { target, init: { ...init, headers } };
    if (token === undefined) return call;
    const { dpop, placement } = this.#options;
    if (token.dpopKey && dpop) return dpop.authorised(call, token.accessToken, token.dpopKey);
    if (token.tokenType === 'dpop') throw keyIsGone(this.#options.registration.name);
    return withBearer(call, token.accessToken, placement);
  }

  async #at<T>(
    stage: 'revocation' | 'introspection',
    secrets: readonly (string | undefined)[],
    work: () => Promise<T>,
  ): Promise<T> {
    const { registration, secrets: own } = this.#options;
    try {
      return await work();
    } catch (error) {
      throw upstreamError(error, { stage, client: registration.name, secrets: [...secrets, ...own] });
    }
  }
}

/** Once more, where the API hands out the nonce that it wants in the proof. */
async function withNonce(
  token: AccessToken | undefined,
  { body }: ApiInit,
  send: () => Promise<Response>,
): Promise<Response> {
  const response = await send();
  if (token?.dpopKey === undefined || !asksForNonce(response) || !isReplayable(body)) return response;
  await response.body?.cancel().catch(() => undefined);
  return send();
}
