import type { IDToken } from 'openid-client';
import { decodeJwt } from '../jose.js';
import type { TokenSet } from '../token-set.js';
import { joinSubject } from '../user/subject.js';
import { ID_TOKEN_HINTS, idTokenError } from './id-token-error.js';
import { readLoginClaims } from './login-claims.js';

/** How much later than `iat` an `auth_time` may be: they may be of two machines. */
const MAX_SKEW_SECONDS = 30;

const hint = ID_TOKEN_HINTS.login;

/** The values that the ID token of a refresh must match. */
export interface RefreshChecks {
  /** The id of the user who signed in, and the claims that it consists of. */
  subject: string;
  subjectClaims: readonly string[] | undefined;
  /** The tokens before the refresh. Without an ID token, nothing is known of their login. */
  tokens: TokenSet;
  client: string;
}

/** Throws a `CallbackError` when the ID token of a refresh is not of the same login (OIDC Core, section 12.2). */
export function checkRefreshedIdToken(claims: IDToken, checks: RefreshChecks): void {
  const { subject, subjectClaims = ['sub'], tokens, client } = checks;
  const { iss, azp } = tokens.idToken === undefined ? {} : decodeJwt(tokens.idToken);
  if (joinSubject(claims, subjectClaims, client) !== subject || (iss !== undefined && claims.iss !== iss))
    throw idTokenError('The ID token of a refresh is of another login', client, { hint, reason: 'another-login' });
  if (azp !== undefined && claims.azp !== undefined && claims.azp !== azp)
    throw idTokenError('The ID token of a refresh was issued to another client', client, {
      hint: ID_TOKEN_HINTS.client,
    });
  checkAuthTime(claims, checks);
  checkNonce(claims, checks);
}

/** The user may have authenticated again since the login, but neither before it nor after the ID token was issued. */
function checkAuthTime({ auth_time: time, iat }: IDToken, { tokens, client }: RefreshChecks): void {
  const { authTime: earliest = 0 } = readLoginClaims(tokens);
  if (time === undefined || (time >= earliest && time <= iat + MAX_SKEW_SECONDS)) return;
  throw idTokenError('The ID token of a refresh states an impossible time of authentication', client, { hint });
}

/** It should have no nonce. If it has one, it must be that of the login. */
function checkNonce({ nonce }: IDToken, { tokens, client }: RefreshChecks): void {
  const { nonce: first } = readLoginClaims(tokens);
  // Nothing is known of a login whose ID token we never had.
  const isUnknown = first === undefined && tokens.idToken === undefined;
  if (nonce === undefined || nonce === first || isUnknown) return;
  throw idTokenError('The ID token of a refresh has the nonce of another login', client, { hint });
}
