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
  return url.origin === NOWHERE && !target.startsWith('//') && !isTooLong(target) ? target : undefined;
}

/** Whether a path is too long to be kept until the user has signed in. */
export function isTooLong(path: unknown): boolean {
  if (typeof path !== 'string') return false;
  return path.length > MAX_PATH_LENGTH || new URLSearchParams([[path, '']]).toString().length - 1 > MAX_PATH_LENGTH;
}
