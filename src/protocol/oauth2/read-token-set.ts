import type { TokenEndpointResponse } from 'openid-client';
import type { TokenSet } from '../token-set.js';

const MAX_EXPIRES_IN_SECONDS = 1e10;

/** Reads the token set in a token response (RFC 6749, section 5.1). */
export function readTokenSet(response: TokenEndpointResponse, now: number): TokenSet {
  return {
    issuedAt: now,
    accessToken: response.access_token,
    tokenType: response.token_type,
    ...(response.refresh_token === undefined ? {} : { refreshToken: response.refresh_token }),
    ...(response.id_token === undefined ? {} : { idToken: response.id_token }),
    ...readExpiry(response.expires_in, now),
  };
}

/** Some providers say 0 for a token that does not expire. A number that no clock can represent is ignored, too. */
function readExpiry(expiresIn: number | undefined, now: number): { expiresAt?: number } {
  const isValid = expiresIn !== undefined && expiresIn > 0 && expiresIn < MAX_EXPIRES_IN_SECONDS;
  return isValid ? { expiresAt: now + expiresIn * 1000 } : {};
}
