import { isReplayable } from '../protocol/transport/api-call.js';
import type { ApiInit } from '../protocol/transport/api-call.js';
import type { Client } from '../protocol/client.js';
import { refusesProof } from '../protocol/oauth2/dpop.js';
import type { TokenSet } from '../protocol/token-set.js';
import { describeValue } from '../shared/check-options.js';
import { ConfigurationError } from '../shared/errors.js';

/** Gives tokens to use now; other ones than the refused access token, where possible. */
export type TokenSource = (refused?: string) => Promise<TokenSet>;

/**
 * Calls the provider's API as its user, and once more with renewed tokens after a 401.
 * Rejects with a `ConfigurationError` for an address that is not the provider's, before anything is sent.
 */
export async function fetchAs(
  client: Client,
  source: TokenSource,
  { path, init }: { path: string | URL; init: ApiInit },
): Promise<Response> {
  checkApiInit(init);
  const target = client.apiTarget(path);
  if (init.withholdToken === true) return client.call({ target, init }, undefined);
  const tokens = await source();
  const response = await client.call({ target, init }, tokens);
  if (response.status !== 401 || refusesProof(response)) return response;
  const others = await source(tokens.accessToken);
  // A body that streamed cannot be sent again.
  if (others.accessToken === tokens.accessToken || !isReplayable(init.body)) return response;
  await response.body?.cancel().catch(() => undefined);
  return client.call({ target, init }, others);
}

function checkApiInit(init: unknown): asserts init is ApiInit {
  if (typeof init !== 'object' || init === null)
    throw new ConfigurationError(`fetch() takes an object of options last, got ${describeValue(init)}`);
  const { withholdToken } = init as ApiInit;
  // Where it is given as undefined, the token would be sent.
  if (!('withholdToken' in init) || typeof withholdToken === 'boolean') return;
  throw new ConfigurationError(
    `fetch(): option "withholdToken" takes true or false, got ${describeValue(withholdToken)}`,
  );
}
