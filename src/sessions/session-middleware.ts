import type { Request, RequestHandler } from 'express';
import session from 'express-session';
import { hostCookieName } from '../shared/host-cookie-name.js';
import { newSessionId } from './session-ids.js';
import type { SessionStore } from './session-store.js';

/** The parts that the middleware needs. */
export interface SessionMiddlewareOptions {
  store: SessionStore;
  /** The first signs, all are accepted. */
  secrets: readonly string[];
  /** The name of the cookie on http. */
  cookieName: string;
  /** Whether the browser talks https to the app; undefined where each request says so. */
  isHttps: boolean | undefined;
  absoluteSeconds: number;
}

/** express-session, and the name of the cookie that it reads. */
interface NamedMiddleware {
  readonly name: string;
  readonly middleware: RequestHandler;
}

/**
 * Gives the express-session for a request. It reads one cookie name, so there is one for https and one for http: a cookie that a page on plain
 * http has set must not count on https.
 */
export function sessionMiddleware({
  store,
  secrets,
  cookieName,
  isHttps,
  absoluteSeconds,
}: SessionMiddlewareOptions): (req: Request) => NamedMiddleware {
  const named = (name: string): NamedMiddleware => ({
    name,
    middleware: session({
      name,
      genid: newSessionId,
      secret: [...secrets],
      resave: false,
      saveUninitialized: false,
      store,
      // The cookie lasts as long as a session can; the store decides when the session ends.
      cookie: (req) => ({
        path: '/',
        httpOnly: true,
        sameSite: 'lax',
        secure: isHttps === true || isSecure(req),
        maxAge: absoluteSeconds * 1000,
      }),
    }),
  });
  const [onHttps, onHttp] = [named(hostCookieName(cookieName)), named(cookieName)];
  return (req) => ((isHttps ?? isSecure(req)) ? onHttps : onHttp);
}

function isSecure(req: Pick<Request, 'secure'>): boolean {
  return req.secure;
}
