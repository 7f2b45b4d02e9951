import type { TokenSet } from '../token-set.js';

/** The token set after a refresh. Members that the token response leaves out are kept (RFC 6749, section 6). */
export function refreshTokenSet(before: TokenSet, issued: TokenSet): TokenSet {
  const { expiresAt: _ended, isCarriedOver, ...kept } = before;
  // A new ID token is of the login that the refresh token is from: the next one can be compared with it.
  const carriedOver = isCarriedOver && issued.idToken === undefined ? { isCarriedOver } : {};
  return { ...kept, ...carriedOver, ...issued, renewedAt: issued.issuedAt };
}
