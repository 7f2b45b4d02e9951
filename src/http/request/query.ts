import type { Request } from 'express';

/** Parsing malformed escapes is slow, and a request's query is read in many places. */
const parsed = new WeakMap<Request, { address: string; query: URLSearchParams }>();

/** The query as the browser sent it, whatever the app's own "query parser" makes of it. It is parsed once, so do not change it. */
export function queryOf(req: Request): URLSearchParams {
  const { originalUrl: address } = req;
  const known = parsed.get(req);
  if (known?.address === address) return known.query;
  const start = address.indexOf('?');
  const query = new URLSearchParams(start === -1 ? '' : address.slice(start));
  parsed.set(req, { address, query });
  return query;
}
