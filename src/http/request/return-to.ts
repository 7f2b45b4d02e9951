/** A longer path is not remembered: it would not fit where it travels. */
const LONGEST = 2000;
const NOWHERE = 'http://return.invalid';

/**
 * A path of this app to go to after a login, or undefined for anything that a browser might take elsewhere
 * (RFC 9700, section 2.1: no open redirector). What comes back is what the URL parser made of it.
 */
export function safeReturnTo(path: unknown): string | undefined {
  if (typeof path !== 'string' || path.length > LONGEST) return undefined;
  // One slash and then neither another nor a backslash, which browsers read as one; no character that they drop or fold.
  if (!/^\/(?![/\\])/.test(path) || /[\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(path)) return undefined;
  if (!URL.canParse(path, NOWHERE)) return undefined;
  const url = new URL(path, NOWHERE);
  const target = url.pathname + url.search + url.hash;
  return url.origin === NOWHERE && !target.startsWith('//') && target.length <= LONGEST ? target : undefined;
}
