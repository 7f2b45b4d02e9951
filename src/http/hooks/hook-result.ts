import type { Request, Response } from 'express';
import { seeOther } from '../response/answer.js';
import { askHook, hookError } from './run-hook.js';
import type { Context } from '../services.js';
import type { HookResult } from './hooks.js';
import { askedPath } from '../urls.js';
import { isRewritten } from '../guard/plain-path.js';
import { safeReturnTo } from '../request/return-to.js';

/** What a hook answered. */
export interface Answered {
  verdict: HookResult;
  hook: string;
}

/** A hook's answer, if it may give it. Throws a `ConfigurationError`: what is not understood must not let anybody in. */
export function checkHookResult(verdict: unknown, hook: string): HookResult {
  if (!verdict || verdict === true || typeof verdict === 'function') return verdict as HookResult;
  if (typeof verdict === 'string' && safeReturnTo(verdict) !== undefined) return verdict;
  throw hookError(hook, new TypeError('It takes true, false, a path of this app such as "/welcome", or a function'));
}

/** Does what a hook's answer says: a path to go to, or a function that answers. Tells whether it did. */
export async function follow(
  context: Context,
  req: Request,
  res: Response,
  { verdict, hook }: Answered,
): Promise<boolean> {
  if (typeof verdict === 'function') {
    await askHook(hook, () => verdict(req, res));
    return true;
  }
  if (typeof verdict !== 'string') return false;
  const path = safeReturnTo(verdict);
  if (path === undefined)
    throw hookError(hook, new TypeError('It named a place that is not a path of this app, such as "/welcome"'));
  if (isThere(context, req, path)) {
    if (!isRewritten(req)) return false;
    throw hookError(hook, new TypeError('It named the path that was asked for, which the app has rewritten'));
  }
  seeOther(res, path);
  return true;
}

/** Whether a request asks for the path that a hook names: sent there again, it would never arrive. */
function isThere(context: Context, req: Request, path: string): boolean {
  const [asked, named] = [askedPath(context, req), path].map((each) => each.replace(/#.*$/s, '')) as [string, string];
  // Where the query says which page it is, it is a part of the place.
  return named.includes('?') ? asked === named : withoutSlash(asked.replace(/\?.*$/s, '')) === withoutSlash(named);
}

function withoutSlash(path: string): string {
  return path.replace(/(?<=.)\/$/, '');
}
