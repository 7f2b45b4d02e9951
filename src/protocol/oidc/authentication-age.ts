import type { AuthorizationCodeGrantChecks } from 'openid-client';
import { isRecord } from '../is-record.js';

/** The claims that openid-client requires of every ID token. It looks for `auth_time` only after these. */
const REQUIRED_CLAIMS = ['aud', 'exp', 'iat', 'iss', 'sub'];

/**
 * Whether openid-client refused an ID token because of its `auth_time`: too long ago, missing although `max_age` was sent, or not a time.
 * Only in the first case does its error name the claim; in the others it carries all claims. (OIDC Core, section 3.1.3.7, step 13)
 */
export function isAuthenticationTooOld(error: unknown, checks: AuthorizationCodeGrantChecks): boolean {
  const { code, cause } = fieldsOf(error);
  const { claim, claims } = fieldsOf(fieldsOf(cause)['cause']);
  if (claim === 'auth_time') return true;
  if (code !== 'OAUTH_INVALID_RESPONSE' || !isRecord(claims)) return false;
  const { auth_time: time } = claims;
  if (time !== undefined) return !isTime(time);
  const others = checks.expectedNonce === undefined ? REQUIRED_CLAIMS : [...REQUIRED_CLAIMS, 'nonce'];
  return checks.maxAge !== undefined && others.every((name) => claims[name] !== undefined);
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function isTime(value: unknown): boolean {
  return typeof value === 'number' && value >= 0;
}
