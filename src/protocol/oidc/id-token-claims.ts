import type { IDToken } from 'openid-client';
import type { TokenResponse } from '../oauth2/token-response.js';
import { checkAccessTokenHash } from './id-token-hash.js';
import { ID_TOKEN_HINTS, idTokenError } from './id-token-error.js';

/** How far the provider's clock may be ahead of ours. */
const MAX_AHEAD_MS = 5 * 60_000;

/** The values that an ID token must match. */
export interface IdTokenChecks {
  clientId: string;
  client: string;
  now: number;
  /** The authentication classes of which the request demanded one; empty when it demanded none. */
  acr?: readonly string[];
}

/** Reads the claims of the ID token in a token response; undefined when there is none. Throws a `CallbackError` for a wrong one. */
export function readIdTokenClaims(tokens: TokenResponse, checks: IdTokenChecks): IDToken | undefined {
  const claims = tokens.claims();
  if (!claims || tokens.id_token === undefined) return undefined;
  checkIdToken(claims, checks);
  checkAccessTokenHash(tokens.id_token, claims['at_hash'], tokens.access_token);
  return claims;
}

/** The checks that openid-client leaves to its caller (OIDC Core, section 3.1.3.7, steps 5, 10 and 12). */
function checkIdToken({ iat, azp, acr }: IDToken, { clientId, client, now, acr: demanded = [] }: IdTokenChecks): void {
  const { clocks, client: party, acr: classes } = ID_TOKEN_HINTS;
  if (iat * 1000 > now + MAX_AHEAD_MS)
    throw idTokenError('The ID token was issued in the future', client, { hint: clocks });
  if (azp !== undefined && azp !== clientId)
    throw idTokenError('The ID token was issued to another client', client, { hint: party });
  if (demanded.length > 0 && !demanded.some((each) => each === acr))
    throw idTokenError('The ID token is not of the authentication class that the request demanded', client, {
      hint: classes,
    });
}
