import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import { sessionMiddleware, type SessionMiddlewareOptions } from './session-middleware.js';
import { storeCall, storeError } from '../shared/store-call.js';
import type { Events } from '../shared/events.js';

/** A way to find the session of a request: it attaches `req.session`, and tells whether it did. */
export type SessionReader = (req: IncomingMessage, res: ServerResponse) => Promise<boolean>;

/** Finds the session by its cookie, with express-session. Rejects with a `SessionError` when the store does not answer. */
export function cookieReader(
  cookie: SessionMiddlewareOptions,
  { events, timeoutMs }: { events: Events; timeoutMs: number },
): SessionReader {
  const readSession = sessionMiddleware(cookie);
  return async function readByCookie(req, res) {
    await storeCall(timeoutMs, (done) => {
      const next = (error?: unknown): void => {
        // The save at the end of a response fails here, too. The response has been sent by then, so it is only reported.
        if (error && res.headersSent) events.emitEvent('failure', { error: storeError(error), reference: 'late' });
        done(error);
      };
      readSession(req as Parameters<RequestHandler>[0], res as Parameters<RequestHandler>[1], next);
    });
    return (req as { session?: unknown }).session !== undefined;
  };
}
