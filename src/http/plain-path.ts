import type { Request } from 'express';

/** Where a path is read differently by Express, by a file server and by a proxy, nothing is decided by it. */
const AMBIGUOUS = /\.\.|\\|\/\/|#|\0|%2f|%5c|%2e|%23|%00/i;

/** Whether a path can be read in two ways. */
export function isAmbiguous(path: string): boolean {
  return AMBIGUOUS.test(path);
}

/** The whole path of a request, as the browser asked for it; undefined when it can be read in two ways. */
export function plainPath(req: Request): string | undefined {
  const asked = req.originalUrl;
  const end = asked.indexOf('?');
  const raw = end === -1 ? asked : asked.slice(0, end);
  if (!raw.startsWith('/') || isAmbiguous(raw) || asked.includes('#')) return undefined;
  const path = req.baseUrl + req.path;
  // Whatever was between the browser and here and changed the path has changed what it means, too.
  return path === raw || path === `${raw}/` ? raw : undefined;
}
