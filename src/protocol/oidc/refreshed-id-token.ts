import { decodeJwt } from 'jose';
import type { IDToken } from 'openid-client';
import { joinSubject } from '../user/subject.js';
import { idTokenError } from './id-token-error.js';

/** The values that the ID token of a refresh must match. */
export interface RefreshChecks {
  /** The id of the user who signed in, and the claims that it consists of. */
  subject: string;
  subjectClaims: readonly string[] | undefined;
  /** The last ID token of the login, when there is one. */
  lastIdToken: string | undefined;
  client: string;
}

/** Throws a `CallbackError` when the ID token of a refresh is not of the same login (OIDC Core, section 12.2). */
export function checkRefreshedIdToken(
  claims: IDToken,
  { subject, subjectClaims = ['sub'], lastIdToken, client }: RefreshChecks,
): void {
  const last = lastIdToken === undefined ? {} : decodeJwt(lastIdToken);
  const isSameLogin =
    joinSubject(claims, subjectClaims, client) === subject &&
    (['iss', 'auth_time', 'azp'] as const).every(
      (name) => last[name] === undefined || claims[name] === undefined || claims[name] === last[name],
    );
  if (!isSameLogin) throw idTokenError('The ID token of a refresh is of another login', client);
}
