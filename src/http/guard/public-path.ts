import type { Request } from 'express';
import type { Exchange } from '../exchange.js';
import { skipper } from './skip.js';

/**
 * Whether a path of this app, as the browser sees it, is public, as far as the option `skip` tells without a request for it. It decides only where a browser is sent,
 * never what it may see: the guard looks again. False for anything doubtful.
 */
export function isPublicPath({ req, services }: Exchange, path: string): boolean {
  const { skip, routing, basePath } = services.settings;
  try {
    // Express does not see the path of `baseUrl`.
    return skipper(skip, routing)(requestFor(req, path.slice(basePath.length)));
  } catch {
    // A function of the app's own may look at what this request does not have.
    return false;
  }
}

/** The request that the browser would send for another path, with the headers of this one. */
function requestFor(req: Request, path: string): Request {
  const { pathname, search, searchParams } = new URL(path, 'http://path.invalid');
  const own = {
    method: 'GET',
    url: pathname + search,
    originalUrl: pathname + search,
    baseUrl: '',
    path: pathname,
    query: Object.fromEntries(searchParams),
    body: undefined,
    params: {},
  };
  const properties = Object.entries(own).map(([name, value]) => [name, { value, writable: true, enumerable: true }]);
  return Object.create(req, Object.fromEntries(properties) as PropertyDescriptorMap) as Request;
}
