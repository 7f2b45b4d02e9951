/** As a parameter of `/login`: a longer one might not fit into an address on its way. */
const MAX_PATH_LENGTH = 4000;
const NOWHERE = 'http://return.invalid';

/**
 * A path of this app to go to after a login, or undefined for anything that a browser might take elsewhere
 * (RFC 9700, section 2.1: no open redirector). The result is the path as the URL parser has read it.
 */
export function safeReturnTo(path: unknown): string | undefined {
  if (typeof path !== 'string' || path.length > MAX_PATH_LENGTH) return undefined;
  // One slash, and then neither another one nor a backslash, which browsers read as a slash; and no character that they drop or fold.
  if (!/^\/(?![/\\])/.test(path) || /[\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(path)) return undefined;
  if (!URL.canParse(path, NOWHERE)) return undefined;
  const url = new URL(path, NOWHERE);
  const target = url.pathname + url.search + url.hash;
  return url.origin === NOWHERE && !target.startsWith('//') && lengthAsParameter(target) <= MAX_PATH_LENGTH
    ? target
    : undefined;
}

/** Whether a path is too long to be kept until the user has signed in. The URL parser may encode what the app has not. */
export function isTooLong(path: unknown): boolean {
  if (typeof path !== 'string') return false;
  if (path.length > MAX_PATH_LENGTH || lengthAsParameter(path) > MAX_PATH_LENGTH) return true;
  if (!URL.canParse(path, NOWHERE)) return false;
  const { pathname, search, hash } = new URL(path, NOWHERE);
  return lengthAsParameter(pathname + search + hash) > MAX_PATH_LENGTH;
}

function lengthAsParameter(path: string): number {
  return new URLSearchParams([[path, '']]).toString().length - 1;
}

/**
 * Whether a path, as the URL parser has read it, is below the path of `baseUrl`, where other apps may be beside this one. A server may decode
 * slashes before it takes `..` out.
 */
export function isBelow(path: string, basePath: string): boolean {
  if (basePath === '') return true;
  const [pathname = ''] = spelled(path).split(/[?#]/, 1);
  if (pathname !== spelled(basePath) && !pathname.startsWith(`${spelled(basePath)}/`)) return false;
  return !/(?:^|[/\\]|%2f|%5c)(?:\.|%2e){2}(?:[/\\;]|%2f|%5c|$)/i.test(pathname);
}

/** The digits of an escape may be capitals or not (RFC 3986, section 6.2.2.1). */
function spelled(path: string): string {
  return path.replace(/%[0-9a-f]{2}/gi, (escape) => escape.toUpperCase());
}
