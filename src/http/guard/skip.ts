import type { Request } from 'express';
import { hookError } from '../hooks/hook-error.js';
import { isAmbiguous, plainPath } from './plain-path.js';

/** A public route: a path, in which a last `*` stands for all below and another for one segment; a pattern of the whole path; a function. */
export type SkipRule = string | RegExp | ((req: Request) => boolean);

/** How Express compares paths: the settings of the same names. */
export interface RoutingRules {
  caseSensitive: boolean;
  strict: boolean;
}

type Matcher = (req: Request, path: string) => boolean;

/** Whether a value is a rule that `skip` takes. */
export function isSkipRule(value: unknown): boolean {
  if (typeof value === 'function') return true;
  // With the flags "g" and "y" a pattern remembers where it stopped, and matches every other time only.
  if (Object.prototype.toString.call(value) === '[object RegExp]') return !/[gy]/.test((value as RegExp).flags);
  return (
    typeof value === 'string' &&
    /^\/[^\s?#:(){}+!\\[\]|^$]*$/.test(value) &&
    !/[^/]\*|\*[^/]/.test(value) &&
    !isAmbiguous(value)
  );
}

/** Makes the function that says whether a request is for a public route. Rules match the whole path, as the browser asked for it. */
export function skipper(
  rules: readonly SkipRule[],
  router: RoutingRules = { caseSensitive: false, strict: false },
): (req: Request) => boolean {
  const matchers = new Map<string, Matcher[]>();
  return function isPublic(req) {
    const path = plainPath(req);
    if (path === undefined) return false;
    const routing = {
      caseSensitive: router.caseSensitive || req.app.enabled('case sensitive routing'),
      strict: router.strict || req.app.enabled('strict routing'),
    };
    const key = `${routing.caseSensitive} ${routing.strict}`;
    const compiled = matchers.get(key) ?? rules.map((rule) => matcher(rule, routing));
    matchers.set(key, compiled);
    return compiled.some((matches) => matches(req, path));
  };
}

function matcher(rule: SkipRule, routing: RoutingRules): Matcher {
  if (typeof rule === 'function') {
    return (req) => callRule(rule, req);
  }
  if (typeof rule === 'string') {
    const pattern = pathPattern(rule, routing);
    return (_req, path) => pattern.test(routing.strict ? path : withoutSlash(path));
  }
  const pattern = matchWhole(rule);
  // Express and a file server may read the path differently: it must be public in both readings.
  return (_req, path) => pattern.test(path) && pattern.test(routing.strict ? path : withoutSlash(path));
}

/** The answer of a function. Only true means yes. */
function callRule(rule: (req: Request) => unknown, req: Request): boolean {
  let answer;
  try {
    answer = rule(req);
  } catch (error) {
    throw hookError('skip', error);
  }
  if (!(answer instanceof Promise)) return answer === true;
  // A promise cannot be awaited here, and a rejection that nobody awaits ends the process.
  answer.catch(() => undefined);
  throw hookError('skip', new TypeError('A function in it answers true or false at once, got a promise'));
}

function matchWhole(rule: RegExp): RegExp {
  return new RegExp(`^(?:${rule.source})$`, rule.flags.replace('m', ''));
}

function pathPattern(rule: string, { caseSensitive, strict }: RoutingRules): RegExp {
  const below = rule.endsWith('/*');
  const path = below ? rule.slice(0, -1) : strict ? rule : withoutSlash(rule);
  const fixed = path.split('*').map((part) => escapePattern(encodePath(part)));
  return new RegExp(`^${fixed.join('[^/]+')}${rule === '/*' ? '.*' : below ? '.+' : ''}$`, caseSensitive ? '' : 'i');
}

/** Express answers `/a/` as it does `/a`, unless routing is strict: so both are public, or neither. */
function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** A path as browsers send it. Characters that are percent-encoded already stay so. */
function encodePath(path: string): string {
  return encodeURI(path).replace(/%25([0-9a-f]{2})/gi, '%$1');
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
