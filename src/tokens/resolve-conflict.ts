import type { TokenSet } from '../protocol/token-set.js';
import type { StoredTokens, TokenSlot } from './token-slot.js';

/** More often than tokens are moved or replaced during one renewal. */
const MAX_STEPS = 10;

/** New tokens, and the ones that they replace. */
export interface Renewal {
  slot: TokenSlot;
  stored: StoredTokens;
  next: TokenSet;
}

/**
 * Stores new tokens where the old ones were removed, replaced or moved during their renewal. Gives the tokens that are stored in the end;
 * undefined if nobody can use the new ones any more.
 */
export async function resolveConflict({ slot, stored, next }: Renewal): Promise<TokenSet | undefined> {
  let place: TokenSlot | undefined = slot;
  for (let step = 0; place && step < MAX_STEPS; step += 1) {
    const now: StoredTokens | undefined = await place.load();
    if (now) {
      const hasMoved = place !== slot;
      const merged = mergeTokens(now.tokens, { before: stored.tokens, next, hasMoved });
      // Others than the ones that were renewed: those of a sign-in meanwhile.
      if (!merged) return hasMoved ? undefined : now.tokens;
      if (merged === now.tokens || (await place.swap(now, merged))) return merged;
    } else {
      place = await place.findSuccessor?.();
    }
  }
  return undefined;
}

/** What to store in the place of the tokens that are there now; undefined if they do not come from the ones that were renewed. */
function mergeTokens(
  now: TokenSet,
  { before, next, hasMoved }: { before: TokenSet; next: TokenSet; hasMoved: boolean },
): TokenSet | undefined {
  const { refreshToken: held, ...rest } = now;
  // A write that timed out may have succeeded after all, and a sign-in may have gone on with its refresh token.
  if (held === next.refreshToken && (held !== undefined || isSame(now, next))) return now;
  const isSameAccess = now.accessToken === before.accessToken;
  // The next holder of the lock was refused because our refresh had succeeded: our tokens are the living ones.
  if (isSameAccess && now.dead && !next.dead) return next;
  // The refresh token stayed behind, because it was being used.
  if (isSameAccess && hasMoved && held === undefined) return next;
  if (held === undefined || held !== before.refreshToken) return undefined;
  if (isSameAccess) return next;
  // A sign-in meanwhile brought no refresh token, and goes on with the one that is used up now.
  return next.refreshToken === undefined ? rest : { ...now, refreshToken: next.refreshToken };
}

function isSame(one: TokenSet, other: TokenSet): boolean {
  return one.accessToken === other.accessToken && one.refreshToken === other.refreshToken && one.dead === other.dead;
}
