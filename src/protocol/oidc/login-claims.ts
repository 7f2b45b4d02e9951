import { decodeJwt } from '../jose.js';
import type { TokenSet } from '../token-set.js';

/** The claims of a login that the ID tokens of its refreshes are compared with (OIDC Core, section 12.2). */
export type LoginClaims = Pick<TokenSet, 'nonce' | 'authTime'>;

/**
 * The claims of the login that a refresh token is from. An ID token of a refresh may leave both out, so they are kept beside it. The ID
 * token beside a refresh token of an earlier login does not tell them.
 */
export function readLoginClaims({ idToken, isCarriedOver, nonce, authTime }: TokenSet): LoginClaims {
  const last = idToken === undefined || isCarriedOver ? {} : decodeJwt(idToken);
  const first = nonce ?? last['nonce'];
  // The newest one: it may be later than that of the login, but never earlier.
  const newest = last['auth_time'] ?? authTime;
  return {
    ...(typeof first === 'string' ? { nonce: first } : {}),
    ...(typeof newest === 'number' ? { authTime: newest } : {}),
  };
}
