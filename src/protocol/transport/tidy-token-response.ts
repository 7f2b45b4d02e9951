import { dropNulls } from '../drop-nulls.js';

/**
 * A token response without what providers send for nothing, at a login and at a refresh: null, an empty refresh token, and an `expires_in` that
 * is no time. Without it, the token counts as one of a provider that does not say when it expires. A list of scopes becomes a text (RFC 6749,
 * section 3.3); anything else in its place stays, and is refused: without a scope, the requested one would count as granted.
 */
export function tidyTokenResponse(response: Record<string, unknown>): Record<string, unknown> {
  const tidy = dropNulls(response);
  if (tidy['refresh_token'] === '') delete tidy['refresh_token'];
  if (!isDuration(tidy['expires_in'])) delete tidy['expires_in'];
  if (areScopes(tidy['scope'])) tidy['scope'] = tidy['scope'].join(' ');
  return tidy;
}

function areScopes(scope: unknown): scope is string[] {
  return Array.isArray(scope) && scope.every((each) => typeof each === 'string');
}

/** openid-client reads a text in this way, too. */
function isDuration(seconds: unknown): boolean {
  return (typeof seconds === 'number' || typeof seconds === 'string') && Number.parseFloat(String(seconds)) >= 0;
}
