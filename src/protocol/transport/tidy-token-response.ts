import { dropNulls } from '../drop-nulls.js';

/**
 * A token response without what providers send for nothing, at a login and at a refresh: null, an empty refresh token or ID token, and an
 * `expires_in` that is no time. Without it, the token counts as one of a provider that does not say when it expires. A list of scopes becomes a text (RFC 6749,
 * section 3.3); anything else in its place stays, and is refused: without a scope, the requested one would count as granted.
 */
export function tidyTokenResponse(response: Record<string, unknown>): Record<string, unknown> {
  const tidy = dropNulls(response);
  if (tidy['id_token'] === '') delete tidy['id_token'];
  if (tidy['refresh_token'] === '' || tidy['refresh_token'] === false) delete tidy['refresh_token'];
  if (!isDuration(tidy['expires_in'])) delete tidy['expires_in'];
  if (areScopes(tidy['scope'])) tidy['scope'] = tidy['scope'].join(' ');
  return tidy;
}

function areScopes(scope: unknown): scope is string[] {
  return Array.isArray(scope) && scope.every((each) => typeof each === 'string');
}

/** Whether a value is a number of seconds. openid-client reads a text in this way, too. */
export function isDuration(value: unknown): boolean {
  const seconds = typeof value === 'number' || typeof value === 'string' ? Number.parseFloat(String(value)) : NaN;
  return Number.isFinite(seconds) && seconds >= 0;
}
