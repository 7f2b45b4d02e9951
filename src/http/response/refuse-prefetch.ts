import type { NextFunction } from 'express';
import type { Exchange } from '../exchange.js';
import { isPrefetch } from '../request/page-visit.js';
import { sendEmpty } from './answer.js';

/**
 * Answers a request of a browser, or of a program, that only looks ahead: it must not use up a login, begin one, or sign out. Browsers do not
 * show a prefetched or prerendered page with an error status, but ask again when the user goes there.
 */
export function refusePrefetch({ req, res }: Exchange, next: NextFunction): void {
  if (isPrefetch(req)) return sendEmpty(res, 400);
  if (req.method === 'HEAD') return sendEmpty(res, 204);
  next();
}
