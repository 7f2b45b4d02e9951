import type * as openid from 'openid-client';
import { ProviderUnavailableError } from '../../shared/errors.js';
import { boundedFetch } from './bounded-fetch.js';
import type { Fetch } from './bounded-fetch.js';
import type { AuthorizationParameters, ClientOptions } from '../options/client-options.js';
import type { ProviderApi } from './api-call.js';
import type { TokenSet } from '../token-set.js';

/** The most that any answer of a provider may hold. */
const MOST_BYTES = 1_000_000;
const DEFAULT_TIMEOUT_SECONDS = 5;

/** What oidc and oauth2 clients have in common. */
export interface Registration {
  name: string;
  label: string;
  /** Fetches a whole answer within the limits. */
  fetch: Fetch;
  /** Fetches as the option `fetch` does: for calls of the API, which have limits of their own. */
  unboundedFetch: Fetch;
  /** The limit of each request. */
  timeoutMs: number;
  /** A limit of openid-client that ours comes before; a whole number, for it takes no other. */
  backstopSeconds: number;
}

/** The common part of a client, from its options. */
export function registration(
  options: Pick<ClientOptions, 'name' | 'label' | 'timeoutSeconds' | 'fetch'>,
  fallback: { name: string; label: string },
): Registration {
  const name = options.name ?? fallback.name;
  const timeoutMs = Math.round((options.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS) * 1000);
  const fetch = options.fetch ?? ((url, init) => globalThis.fetch(url, init));
  return {
    name,
    label: options.label ?? fallback.label,
    timeoutMs,
    backstopSeconds: Math.ceil(timeoutMs / 1000) + 1,
    unboundedFetch: fetch,
    fetch: boundedFetch(fetch, { client: name, timeoutMs, maxBytes: MOST_BYTES }),
  };
}

/** Scopes in a text, as a list without repetition (RFC 6749, section 3.3). */
export function scopeList(scope: string | undefined, separator = /\s+/): string[] {
  return [...new Set((scope ?? '').split(separator).filter(Boolean))];
}

/** Refuses a token of a type that was not asked for: it would be sent in a way that its issuer does not mean (RFC 6749, section 7.1). */
export function checkTokenType(response: openid.TokenEndpointResponse, asked: 'bearer' | 'dpop', client: string): void {
  // RFC 6749, appendix A.12: anything else cannot stand in a header.
  if (response.token_type === asked && /^[\x20-\x7e]+$/.test(response.access_token)) return;
  const how = asked === 'bearer' ? 'sent as a Bearer token' : 'bound to the key that was shown to it';
  throw new ProviderUnavailableError(`The provider issued a token that cannot be ${how}`, {
    code: 'ERR_OAUTH_BAD_RESPONSE',
    client,
  });
}

/** The token set of a token response (RFC 6749, section 5.1). */
export function tokensOf(response: openid.TokenEndpointResponse, now: number): TokenSet {
  return {
    issuedAt: now,
    accessToken: response.access_token,
    tokenType: response.token_type,
    ...(response.refresh_token === undefined ? {} : { refreshToken: response.refresh_token }),
    ...(response.id_token === undefined ? {} : { idToken: response.id_token }),
    ...expiry(response.expires_in, now),
  };
}

function expiry(expiresIn: number | undefined, now: number): { expiresAt?: number } {
  // A number that no clock can hold is no expiry; nor is none at all, by which some mean a token without an end.
  return expiresIn !== undefined && expiresIn > 0 && expiresIn < 1e10 ? { expiresAt: now + expiresIn * 1000 } : {};
}

/** Where the API of a provider is: the origins that it has anyway, and those that the options name. */
export function apiOf(
  { apiBase, apiOrigins = [] }: Pick<ClientOptions, 'apiBase' | 'apiOrigins'>,
  own: readonly string[],
): ProviderApi {
  const addresses = [...(apiBase === undefined ? [] : [apiBase]), ...own, ...apiOrigins];
  return {
    base: apiBase === undefined ? undefined : new URL(apiBase),
    origins: new Set(addresses.map((address) => new URL(address).origin)),
  };
}

/** Authorization parameters of several sources, the later ones before the earlier. Values of a list stand one by one. */
export function authorizationParameters(...sources: readonly (AuthorizationParameters | undefined)[]): URLSearchParams {
  const all: AuthorizationParameters = Object.assign({}, ...sources);
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(all))
    for (const each of typeof value === 'string' ? [value] : value) query.append(name, each);
  return query;
}
