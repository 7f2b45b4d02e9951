import type { Request, Response } from 'express';
import { SignedIds } from './signed-ids.js';
import { sessionMiddleware, type SessionMiddlewareOptions } from './session-middleware.js';
import { attachUnmade } from './unmade-session.js';
import { storeError } from '../shared/store-call.js';
import type { Events } from '../shared/events.js';

/**
 * A way to find the session of a request: it attaches `req.session`, and tells whether it did. `watch` is called just before express-session
 * sees the response, and gives a function to call after it.
 */
export type SessionReader = (req: Request, res: Response, watch: () => () => void) => Promise<boolean>;

/**
 * Finds the session by its cookie. It is read at once, and made by express-session when somebody asks for `req.session`. Rejects with a
 * `SessionError` when the store does not answer.
 */
export function cookieReader(options: SessionMiddlewareOptions, events: Events): SessionReader {
  const { store, secrets } = options;
  const ids = new SignedIds(secrets);
  const chooseMiddleware = sessionMiddleware(options);
  return async function readByCookie(req, res, watch) {
    // A request target may also be `*` (RFC 9112, section 3.2.4): express-session gives it no session.
    if (!req.originalUrl.startsWith('/')) return false;
    const { name, middleware } = chooseMiddleware(req);
    const id = ids.read(req, name);
    const data = id === undefined ? null : await store.find(id);
    attachUnmade(req, { ...(data ? { id, data } : NO_DATA), store: store as unknown as Request['sessionStore'], make });
    return true;

    function make(): void {
      const afterwards = watch();
      store.supply({ id, data }, () => middleware(req, res, next));
      afterwards();
    }

    function next(error?: unknown): void {
      if (!error) return;
      if (!res.headersSent) throw storeError(error);
      // The save at the end of a response fails here. The response has been sent by then, so it is only reported.
      events.emitEvent('failure', { error: storeError(error), reference: 'late' });
    }
  };
}

const NO_DATA = { id: undefined, data: undefined };
