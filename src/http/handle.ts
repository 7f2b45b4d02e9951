import type { NextFunction, RequestHandler, Response } from 'express';
import { isError } from '../shared/thrown.js';
import type { Exchange } from './exchange.js';
import { exchangeOf } from './open-exchange.js';
import { answerFailures } from './response/failure.js';
import type { Services } from './services.js';

/** Answers a request, or passes it on by `next`. */
export type Handler = (exchange: Exchange, next: NextFunction) => unknown;

/** Runs a handler as Express middleware. Errors of ours get a page and a code; all others go to Express. */
export function handle(services: Services, handler: Handler, { isRouter = false } = {}): RequestHandler {
  return function handleRequest(req, res, next) {
    const exchange = exchangeOf(services, { req, res, ...(isRouter ? { mount: req.baseUrl } : {}) });
    void answerFailures(exchange, () => handler(exchange, next)).catch((thrown: unknown) => next(asError(thrown)));
  };
}

/** Answers 405 with the methods that a path takes. */
export function refuseMethod(res: Response, methods: readonly string[]): void {
  res.setHeader('Allow', methods.join(', '));
  res.status(405).type('text').send('Method not allowed\n');
}

/** To Express, `next()` with nothing, null or 'route' means to go on: a thrown value must never mean that. */
function asError(thrown: unknown): Error {
  return isError(thrown) ? thrown : new Error('A hook threw something that is no Error', { cause: thrown });
}
