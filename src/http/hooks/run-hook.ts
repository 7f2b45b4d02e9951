import { isOAuthError } from '../../shared/errors.js';
import type { Exchange } from '../exchange.js';
import { hookError } from './hook-error.js';
import type { HookResult, Hooks } from './hooks.js';

/** The hooks whose result is a page. */
type PageHook = Extract<keyof Hooks, `${string}Page`>;
/** The hooks whose result says what happens next. */
type DecidingHook = Exclude<keyof Hooks, PageHook>;

/**
 * Runs a hook of the app, and checks its result: a result that is not understood must not let anybody in. `fallback` is the result when
 * the app has no such hook. Throws a `ConfigurationError` that names the hook.
 */
export async function runHook<Name extends DecidingHook>(
  { urls, services: { hooks } }: Exchange,
  name: Name,
  { call, fallback }: { call: (hook: NonNullable<Hooks[Name]>) => unknown; fallback?: HookResult },
): Promise<HookResult> {
  const hook = hooks[name];
  if (!hook) return fallback;
  const result: unknown = await callHook(name, () => call(hook as NonNullable<Hooks[Name]>));
  if (!result || result === true || typeof result === 'function') return result as HookResult;
  if (typeof result === 'string' && urls.safePath(result) !== undefined) return result;
  throw hookError(
    name,
    new TypeError(`It takes true, false, a path of this app such as "${urls.home}welcome", or a function`),
  );
}

/** Runs a hook that makes a page; undefined when the app has none. Throws a `ConfigurationError` that names the hook. */
export async function runPageHook<Name extends PageHook>(
  { services: { hooks } }: Exchange,
  name: Name,
  call: (hook: NonNullable<Hooks[Name]>) => unknown,
): Promise<string | undefined> {
  const hook = hooks[name];
  if (!hook) return undefined;
  const page: unknown = await callHook(name, () => call(hook as NonNullable<Hooks[Name]>));
  if (typeof page === 'string' || page === undefined) return page;
  throw hookError(name, new TypeError('It takes a string of HTML'));
}

/** Calls a function of the app. What it throws or rejects with becomes an error of ours that names it. */
export async function callHook<Result>(name: string, call: () => Result): Promise<Awaited<Result>> {
  try {
    return await call();
  } catch (error) {
    throw isOAuthError(error) ? error : hookError(name, error);
  }
}
