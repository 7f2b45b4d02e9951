import { isRewritten } from '../guard/plain-path.js';
import type { Exchange } from '../exchange.js';
import { watchSession } from '../logout/sign-out.js';
import { seeOther } from '../response/answer.js';
import { hookError } from './hook-error.js';
import type { HookResult } from './hooks.js';
import { callHook } from './run-hook.js';

/** Does what the result of a hook says: goes to a path, or lets a function answer. Tells whether it did. */
export async function followResult(exchange: Exchange, hook: string, result: HookResult): Promise<boolean> {
  const { req, res } = exchange;
  if (typeof result === 'function') {
    await watchSession(exchange, () => callHook(hook, () => result(req, res)));
    return true;
  }
  const path = exchange.urls.safePath(result);
  if (path === undefined) return false;
  if (isAskedPath(exchange, path)) {
    if (!isRewritten(req)) return false;
    throw hookError(hook, new TypeError('It named the path that was asked for, which the app has rewritten'));
  }
  seeOther(res, path);
  return true;
}

/** Whether a request asks for the path that a hook names: sent there again, it would never arrive. */
export function isAskedPath({ urls }: Exchange, path: string): boolean {
  const [asked, named] = [urls.asked, path].map((each) => each.replace(/#.*$/s, '')) as [string, string];
  // A query is a part of the path where the hook names one.
  return named.includes('?') ? asked === named : withoutSlash(asked.replace(/\?.*$/s, '')) === withoutSlash(named);
}

function withoutSlash(path: string): string {
  return path.replace(/(?<=.)\/$/, '');
}
