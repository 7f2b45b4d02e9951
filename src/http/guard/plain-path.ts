import type { Request } from 'express';

/** `.` as a segment, `..`, `\`, `//`, `#`, NUL, and encoded characters that browsers never encode: letters, digits, `-`, `.`, `_`, `~`, and slashes. */
const AMBIGUOUS = /\.\.|(?:^|\/)\.(?:\/|$)|\\|\/\/|#|\0|%(?:00|23|2[def]|3\d|[46][1-9a-f]|5[\dacf]|7[\dae])/i;

/** Whether Express, a file server and a proxy may read a path differently: no decision is based on such a path. */
export function isAmbiguous(path: string): boolean {
  return AMBIGUOUS.test(path);
}

/** The whole path of a request, as the browser asked for it; undefined when it can be read in two ways. */
export function plainPath(req: Request): string | undefined {
  const raw = requestedPath(req);
  return isAmbiguous(raw) || req.originalUrl.includes('#') || isRewritten(req) ? undefined : raw;
}

/** Whether the app or a proxy has changed the path since the browser asked for it. */
export function isRewritten(req: Request): boolean {
  const [raw, path] = [requestedPath(req), req.baseUrl + req.path];
  return !raw.startsWith('/') || (path !== raw && path !== `${raw}/`);
}

function requestedPath({ originalUrl }: Request): string {
  const end = originalUrl.indexOf('?');
  return end === -1 ? originalUrl : originalUrl.slice(0, end);
}
