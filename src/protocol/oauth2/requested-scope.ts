import type { OAuth2Options } from '../options/oauth2-options.js';
import { splitScope } from './split-scope.js';

/** The scopes of an authorization request: those of the client, and more. */
export function requestedScope({ scope = '', groups }: OAuth2Options, more: readonly string[]): string[] {
  return splitScope([scope, groups?.scope, ...more].join(' '));
}
