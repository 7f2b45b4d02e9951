import type { RequestHandler, Router } from 'express';
import type { Exchange } from '../exchange.js';
import { openExchange } from '../open-exchange.js';
import { handle, refuseMethod, type Handler } from '../handle.js';
import type { Services } from '../services.js';
import { isWelcome } from './guard.js';
import { plainPath } from './plain-path.js';
import { skipper } from './skip.js';

/** The guard, as Express takes it, and as a handler of an exchange that has just been opened. */
export interface Guard {
  readonly beforeware: RequestHandler;
  readonly guardOpened: Handler;
}

/** The guard: every request that is neither for our own routes nor public needs a signed-in user. */
export function guardOf(services: Services, router: Router): Guard {
  const isPublic = skipper(services.settings.skip, services.settings.routing);
  const guardOpened: Handler = async function guardOpened(exchange, next) {
    if (isForRouter(exchange)) return passThroughRouter(exchange, router);
    if (isPublic(exchange.req) || (await isWelcome(exchange))) next();
  };
  const beforeware = handle(services, async function guard(exchange, next) {
    await openExchange(exchange);
    await guardOpened(exchange, next);
  });
  return { beforeware, guardOpened };
}

function isForRouter({ isRouted, req, urls }: Exchange): boolean {
  return !isRouted && plainPath(req) !== undefined && urls.isOwnRoute(urls.asked);
}

/**
 * Mounted by hand, the router may come after the guard: then the guard passes our own routes to it. A path that only looks like
 * one of ours gets no further.
 */
function passThroughRouter({ req, res, urls }: Exchange, router: Router): void {
  const { url, baseUrl } = req;
  req.url = req.originalUrl.slice(urls.mount.length);
  req.baseUrl = urls.mount;
  router(req, res, function unanswered() {
    Object.assign(req, { url, baseUrl });
    refuseMethod(res, []);
  });
}
