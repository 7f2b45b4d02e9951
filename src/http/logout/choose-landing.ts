import type { Exchange } from '../exchange.js';
import { isAskedPath } from '../hooks/follow-result.js';
import { landingRule } from './landing-rule.js';

/**
 * The landing page of a logout: the first of these paths that can be one. One of our own routes would begin or end a login right after the
 * logout, and the path that is asked for would sign out again.
 */
export function chooseLanding(exchange: Exchange, paths: readonly unknown[]): string | undefined {
  const { urls } = exchange;
  const path = urls.safePath(paths.find((each) => landingRule.check(each)));
  if (path === undefined || urls.isOwnRoute(path) || isAskedPath(exchange, path)) return undefined;
  return path;
}
