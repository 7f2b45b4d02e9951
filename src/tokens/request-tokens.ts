import type { RefreshResult } from '../protocol/client.js';
import type { TokenSet } from '../protocol/token-set.js';
import type { Clock } from '../shared/clock.js';
import type { OAuthError } from '../shared/errors.js';
import { isDeadTokenError } from './dead-token-error.js';
import type { TokenSlot } from './token-slot.js';

/** Asks the provider for new tokens. A failure is a result, too. `refused` is an access token that the API has refused. */
export async function requestTokens(
  slot: TokenSlot,
  tokens: TokenSet,
  { refused, clock }: { refused: string | undefined; clock: Clock },
): Promise<RefreshResult> {
  let result: RefreshResult;
  try {
    result = await requestRefresh(slot, tokens);
  } catch (error) {
    // The provider is away or broken: keep the tokens.
    if (!isDeadTokenError(error)) return { tokens, error: error as OAuthError };
    const { refreshToken: _over, ...rest } = tokens;
    result = { tokens: { ...rest, dead: true }, error: error as OAuthError };
  }
  const { accessToken, dead } = result.tokens;
  // An access token that the API has refused has ended, whatever its stated end.
  return dead && accessToken === refused ? { ...result, tokens: { ...result.tokens, expiresAt: clock() } } : result;
}

/** Refreshes tokens. A refresh token of an earlier login brings ID tokens of that login, so they are not compared with the last one. */
async function requestRefresh({ ident, client }: TokenSlot, tokens: TokenSet): Promise<RefreshResult> {
  const subject = ident.slice(client.name.length + 1);
  const { idToken, ...others } = tokens;
  if (!tokens.isCarriedOver || idToken === undefined) return client.refresh(tokens, subject);
  const result = await client.refresh(others, subject);
  return result.tokens === others ? { ...result, tokens } : { ...result, tokens: { idToken, ...result.tokens } };
}
