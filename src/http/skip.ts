import type { Request } from 'express';

/** A public route: a path, in which a last `*` stands for all below and another for one segment; a pattern of the whole path; a function. */
export type SkipRule = string | RegExp | ((req: Request) => boolean);

/** How Express compares paths: the settings of the same names. */
interface RoutingRules {
  caseSensitive: boolean;
  strict: boolean;
}

/** Where a path is read differently by Express, by a file server and by a proxy, none of them decides what is public. */
const AMBIGUOUS = /\.\.|\\|\/\/|#|\0|%2f|%5c|%2e|%23|%00/i;

type Matcher = (req: Request, path: string) => boolean;

/** Whether a value is a rule that `skip` takes. */
export function isSkipRule(value: unknown): boolean {
  if (typeof value === 'function') return true;
  // "g" and "y" remember where they stopped: such a pattern matches every other time.
  if (Object.prototype.toString.call(value) === '[object RegExp]') return !/[gy]/.test((value as RegExp).flags);
  return (
    typeof value === 'string' &&
    /^\/[^\s?#:(){}+!\\[\]|^$]*$/.test(value) &&
    !/[^/]\*|\*[^/]/.test(value) &&
    !AMBIGUOUS.test(value)
  );
}

/** Tells whether a request is for a public route. Rules match the whole path, as the browser asked for it. */
export function skipper(rules: readonly SkipRule[]): (req: Request) => boolean {
  const matchers = new Map<string, Matcher[]>();
  return function isPublic(req) {
    const path = publicPath(req);
    if (path === undefined) return false;
    const routing = {
      caseSensitive: req.app.enabled('case sensitive routing'),
      strict: req.app.enabled('strict routing'),
    };
    const key = `${routing.caseSensitive} ${routing.strict}`;
    const compiled = matchers.get(key) ?? rules.map((rule) => matcher(rule, routing));
    matchers.set(key, compiled);
    return compiled.some((matches) => matches(req, path));
  };
}

/** The whole path of a request, or undefined when it can be read in two ways: such a path is never public. */
function publicPath(req: Request): string | undefined {
  const asked = req.originalUrl;
  const end = asked.indexOf('?');
  const raw = end === -1 ? asked : asked.slice(0, end);
  if (!raw.startsWith('/') || AMBIGUOUS.test(raw) || asked.includes('#')) return undefined;
  const path = req.baseUrl + req.path;
  // Whatever was between the browser and here and changed the path has changed what it means, too.
  return path === raw || path === `${raw}/` ? raw : undefined;
}

function matcher(rule: SkipRule, routing: RoutingRules): Matcher {
  if (typeof rule === 'function') {
    return function asked(req) {
      // A promise is no answer: only true is.
      const answer: unknown = rule(req);
      return answer === true;
    };
  }
  const pattern = typeof rule === 'string' ? pathPattern(rule, routing) : wholePath(rule);
  return (_req, path) => pattern.test(routing.strict ? path : withoutSlash(path));
}

function wholePath(rule: RegExp): RegExp {
  return new RegExp(`^(?:${rule.source})$`, rule.flags.replace('m', ''));
}

function pathPattern(rule: string, { caseSensitive, strict }: RoutingRules): RegExp {
  const below = rule.endsWith('/*');
  const path = below ? rule.slice(0, -1) : strict ? rule : withoutSlash(rule);
  const fixed = path.split('*').map((part) => escaped(asSent(part)));
  return new RegExp(`^${fixed.join('[^/]+')}${rule === '/*' ? '.*' : below ? '.+' : ''}$`, caseSensitive ? '' : 'i');
}

/** Express answers `/a/` as it does `/a`, unless routing is strict: so both are public, or neither. */
function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** A path as browsers send it; what is percent-encoded already stays so. */
function asSent(path: string): string {
  return encodeURI(path).replace(/%25([0-9a-f]{2})/gi, '%$1');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
