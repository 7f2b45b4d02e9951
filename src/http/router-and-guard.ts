import type { RequestHandler } from 'express';
import type { Guard } from './guard/beforeware.js';
import { handle } from './handle.js';
import { openInRouter } from './open-exchange.js';
import type { OwnRoutes } from './routes.js';
import type { Services } from './services.js';

/** The router and the guard behind it as one handler, for an app that has both in one place: most requests need no router. */
export function routerAndGuard(services: Services, { router, mayAnswer }: OwnRoutes, guard: Guard): RequestHandler {
  return handle(
    services,
    async function enterAndGuard(exchange, next) {
      await openInRouter(exchange);
      const { req, res } = exchange;
      if (!mayAnswer(req)) return guard.guardOpened(exchange, next);
      return router(req, res, (error?: unknown) => (error ? next(error) : guard.beforeware(req, res, next)));
    },
    { isRouter: true },
  );
}
