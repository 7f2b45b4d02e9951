import { isReplayable } from '../protocol/transport/api-call.js';
import type { ApiInit } from '../protocol/transport/api-call.js';
import type { Client } from '../protocol/client.js';
import { refusesProof } from '../protocol/oauth2/dpop.js';
import type { TokenSet } from '../protocol/token-set.js';

/** Gives tokens to use now; other ones than the refused access token, if they can be had. */
export type TokenSource = (refused?: string) => Promise<TokenSet>;

/**
 * Calls the provider's API as its user: with a token that is renewed when it is due, and once more when the API did not take it.
 * Rejects with a `ConfigurationError` for an address that is not the provider's, before anything is sent.
 */
export async function fetchAs(
  client: Client,
  source: TokenSource,
  { path, init }: { path: string | URL; init: ApiInit },
): Promise<Response> {
  const target = client.apiTarget(path);
  if (init.withholdToken === true) return client.call({ target, init }, undefined);
  const tokens = await source();
  const response = await client.call({ target, init }, tokens);
  if (response.status !== 401 || refusesProof(response)) return response;
  const others = await source(tokens.accessToken);
  // A body that streamed is gone; who makes it anew finds the other token.
  if (others.accessToken === tokens.accessToken || !isReplayable(init.body)) return response;
  await response.body?.cancel().catch(() => undefined);
  return client.call({ target, init }, others);
}
