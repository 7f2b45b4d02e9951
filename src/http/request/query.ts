import type { Request } from 'express';

/** The query as the browser sent it, whatever the app's own "query parser" makes of it. */
export function queryOf(req: Request): URLSearchParams {
  const start = req.originalUrl.indexOf('?');
  return new URLSearchParams(start === -1 ? '' : req.originalUrl.slice(start));
}
