import type { ClientOptions } from '../options/client-options.js';
import { boundedFetch, type Fetch } from './bounded-fetch.js';

/** The limit for any single answer of a provider. It does not bound what is done with one: whoever copies or keeps it limits its values, too. */
const MAX_ANSWER_BYTES = 500_000;
const DEFAULT_TIMEOUT_SECONDS = 5;

/** How a client reaches its provider, and how it is called. */
export interface ProviderConnection {
  name: string;
  label: string;
  /** Fetches a whole answer within the limits. */
  fetch: Fetch;
  /** The option `fetch`, for calls of the API, which have limits of their own. */
  unboundedFetch: Fetch;
  /** The time limit of each request. */
  timeoutMs: number;
  /** The time limit that openid-client gets: whole seconds, and longer than ours, so that ours always comes first. */
  backstopSeconds: number;
}

/** Connects a client to its provider, by its options. Nothing is requested yet. */
export function connectToProvider(
  options: Pick<ClientOptions, 'name' | 'label' | 'timeoutSeconds' | 'fetch'>,
  fallback: { name: string; label: string },
): ProviderConnection {
  const name = options.name ?? fallback.name;
  const timeoutMs = Math.round((options.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS) * 1000);
  const fetch = options.fetch ?? ((url, init) => globalThis.fetch(url, init));
  return {
    name,
    label: options.label ?? fallback.label,
    timeoutMs,
    backstopSeconds: Math.ceil(timeoutMs / 1000) + 1,
    unboundedFetch: fetch,
    fetch: boundedFetch(fetch, { client: name, timeoutMs, maxBytes: MAX_ANSWER_BYTES }),
  };
}
