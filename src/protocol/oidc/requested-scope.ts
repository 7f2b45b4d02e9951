import { splitScope } from '../oauth2/split-scope.js';
import type { OidcOptions } from '../options/oidc-options.js';

/** The scopes of an authorization request: those of the client, and more. */
export function requestedScope({ scope = 'email profile', groups }: OidcOptions, more: readonly string[]): string[] {
  return splitScope(['openid', scope, groups?.scope, ...more].join(' '));
}
