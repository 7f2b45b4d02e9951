import { splitScope } from './split-scope.js';

/**
 * The granted scopes: those that were requested where the response names none (RFC 6749, section 5.1). Some providers separate scopes by
 * commas.
 */
export function grantedScope(scope: string | undefined, requested: () => string[]): string[] {
  return scope === undefined ? requested() : splitScope(scope, /[\s,]+/);
}
