import type { TokenSet } from '../protocol/token-set.js';

/** Whether an access token still works, as far as is known. `refused` is an access token that the API has refused. */
export function isAlive({ accessToken, expiresAt }: TokenSet, refused: string | undefined, now: number): boolean {
  return accessToken !== refused && (expiresAt === undefined || now < expiresAt);
}

/** Whether an access token lasts for a while yet: `earlyMs`, or half of its life if that is less. */
export function isFresh(
  tokens: TokenSet,
  refused: string | undefined,
  { now, earlyMs }: { now: number; earlyMs: number },
): boolean {
  const { issuedAt, expiresAt } = tokens;
  const early = expiresAt === undefined ? 0 : Math.min(earlyMs, (expiresAt - issuedAt) / 2);
  return isAlive(tokens, refused, now + early);
}
