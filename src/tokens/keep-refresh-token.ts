import { readLoginClaims } from '../protocol/oidc/login-claims.js';
import type { TokenSet } from '../protocol/token-set.js';

/**
 * New tokens with the refresh token of those before, where they lack one. A refresh token that is bound to a key is of no use without
 * that key, so it is not kept.
 */
export function keepRefreshToken(tokens: TokenSet, before: TokenSet | undefined): TokenSet {
  if (tokens.refreshToken !== undefined || before?.refreshToken === undefined) return tokens;
  if (tokens.dpopKey !== undefined || before.dpopKey !== undefined) return tokens;
  return { ...tokens, ...readLoginClaims(before), refreshToken: before.refreshToken, isCarriedOver: true };
}
