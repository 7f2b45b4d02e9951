import type { Application, Request } from 'express';
import { hookError } from '../hooks/hook-error.js';
import { isPlainlySpelled, pathReadings } from './path-readings.js';
import { isAmbiguous, plainPath } from './plain-path.js';
import { allRulesOf, rulesOf, type RouterRules } from './router-rules.js';

/** A public route: a path, in which a last `*` stands for all below and another for one segment; a pattern of the whole path; a function. */
export type SkipRule = string | RegExp | ((req: Request) => boolean);

/** How the paths of a request are compared. */
interface Routing {
  /** Whether every router on the way compares by case, or any of them does. */
  allByCase: boolean;
  someByCase: boolean;
  /** The same for a slash at the end. */
  allStrict: boolean;
  someStrict: boolean;
}

type Matcher = (path: string) => boolean;

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
export function skipper(rules: readonly SkipRule[], router?: RouterRules): (req: Request) => boolean {
  const fixed = rules.filter((rule) => typeof rule !== 'function');
  const compiled = new Map<string, Matcher[]>();
  const matches = (path: string, routing: Routing) => {
    const key = Object.values(routing).join();
    const matchers = compiled.get(key) ?? fixed.map((rule) => matcher(rule, routing));
    compiled.set(key, matchers);
    return matchers.some((matchesRule) => matchesRule(path));
  };
  return function isPublic(req) {
    if (rules.length === 0) return false;
    const path = plainPath(req);
    if (path === undefined) return false;
    // How an app compares paths takes a look at all its routers, and hardly any path depends on it.
    const isPublicPath = matches(path, LOOSEST) && (matches(path, STRICTEST) || matches(path, routingOf(req, router)));
    return isPublicPath || isPublicByFunction(rules, req, path);
  };
}

/** What matches in no other way than this one, matches in none; what matches in this one, matches in all. */
const LOOSEST: Routing = { allByCase: true, someByCase: false, allStrict: true, someStrict: false };
const STRICTEST: Routing = { allByCase: false, someByCase: true, allStrict: false, someStrict: true };

/** A function sees one spelling of the path, and a file server may take another one for the same file. */
function isPublicByFunction(rules: readonly SkipRule[], req: Request, path: string): boolean {
  return rules.some((rule) => typeof rule === 'function' && isPlainlySpelled(path) && callRule(rule, req));
}

function routingOf({ app }: Request, router: RouterRules | undefined): Routing {
  const settings = settingsOf(app);
  const inside = [settings, ...(router ? [router] : []), ...allRulesOf(app)];
  // The path that an app or a router is mounted at is compared by the one that it is mounted in.
  const around = parentsOf(app).flatMap((each) => [settingsOf(each), rulesOf(each) ?? []].flat());
  return {
    allByCase: [...inside, ...around].every(({ caseSensitive }) => caseSensitive),
    someByCase: inside.some(({ caseSensitive }) => caseSensitive),
    allStrict: inside.every(({ strict }) => strict),
    someStrict: inside.some(({ strict }) => strict),
  };
}

function settingsOf(app: Application): RouterRules {
  return { caseSensitive: app.enabled('case sensitive routing'), strict: app.enabled('strict routing') };
}

/** The apps that an app is mounted in. */
function parentsOf(app: Application): Application[] {
  const { parent } = app as { parent?: Application };
  return parent ? [parent, ...parentsOf(parent)] : [];
}

function matcher(rule: string | RegExp, routing: Routing): Matcher {
  if (typeof rule === 'string') {
    const pattern = pathPattern(rule, routing);
    return (path) => pattern.test(routing.someStrict ? path : withoutSlash(path));
  }
  return regExpMatcher(rule, routing);
}

/** A regular expression may say what is not public. So it must match in every reading that Express or a file server could use. */
function regExpMatcher(rule: RegExp, { allByCase, allStrict }: Routing): Matcher {
  const patterns = [matchWhole(rule), ...(allByCase ? [] : [matchWhole(rule, 'i')])];
  return (path) => {
    const readings = pathReadings(path) ?? [];
    const all = allStrict ? readings : [...readings, ...readings.map(withoutSlash)];
    return all.length > 0 && all.every((reading) => patterns.every((pattern) => pattern.test(reading)));
  };
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

function matchWhole({ source, flags }: RegExp, flag = ''): RegExp {
  return new RegExp(`^(?:${source})$`, flags.replace('m', '').replace(flag, '') + flag);
}

function pathPattern(rule: string, { someByCase: caseSensitive, someStrict: strict }: Routing): RegExp {
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
