import type { Request } from 'express';

/** `.` as a segment, `..`, `\`, `//`, `#`, NUL, and what browsers do not encode, encoded: letters, digits, `-`, `.`, `_`, `~`, and slashes. */
const AMBIGUOUS = /\.\.|(?:^|\/)\.(?:\/|$)|\\|\/\/|#|\0|%(?:00|23|2[def]|3\d|[46][1-9a-f]|5[\dacf]|7[\dae])/i;

/** Whether a path is read differently by Express, by a file server and by a proxy: nothing is decided by such a one. */
export function isAmbiguous(path: string): boolean {
  return AMBIGUOUS.test(path);
}

/** The whole path of a request, as the browser asked for it; undefined when it can be read in two ways. */
export function plainPath(req: Request): string | undefined {
  const raw = askedFor(req);
  return isAmbiguous(raw) || req.originalUrl.includes('#') || isRewritten(req) ? undefined : raw;
}

/** Whether something between the browser and here changed the path, and with it what it means. */
export function isRewritten(req: Request): boolean {
  const [raw, path] = [askedFor(req), req.baseUrl + req.path];
  return !raw.startsWith('/') || (path !== raw && path !== `${raw}/`);
}

function askedFor({ originalUrl }: Request): string {
  const end = originalUrl.indexOf('?');
  return end === -1 ? originalUrl : originalUrl.slice(0, end);
}
