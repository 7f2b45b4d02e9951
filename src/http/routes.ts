import express from 'express';
import type { NextFunction, Request, RequestHandler, Response, Router } from 'express';
import { CallbackError } from '../shared/errors.js';
import { carryPostedResponse } from './login/authorization-response.js';
import { guard } from './guard/guard.js';
import { callback } from './login/callback.js';
import type { Context } from './services.js';
import { enterOnce } from './open-exchange.js';
import { answered, fail, showError } from './response/failure.js';
import { carryInitiation } from './login/initiated-login.js';
import { login, loginWith } from './login/login.js';
import { logoutRoute } from './logout/logout.js';
import { askedPath, isOwnRoute, mountOf } from './urls.js';
import { plainPath } from './guard/plain-path.js';
import { backchannelLogout, frontchannelLogout } from './logout/provider-logout.js';
import { requirer } from './guard/require.js';
import type { Requirement } from './guard/require.js';
import { skipper } from './guard/skip.js';

/** What answers a request, with all that `oauth()` was given. */
type Handler = (context: Context, req: Request, res: Response, next: NextFunction) => unknown;

/** By which methods a path is asked. */
interface Served {
  get?: Handler;
  post?: Handler;
}

/** Our routes. Everything else goes through, for the guard or for the app. */
export function routes(context: Context): Router {
  const { paths, manyClients } = context;
  // With an array of clients each has its own.
  const below = (path: string) => (manyClients ? `${path}/:client` : path);
  const router = express.Router();
  const run = (handler: Handler): RequestHandler => handled(context, handler);
  const table: readonly (readonly [path: string, served: Served])[] = [
    [below(paths.redirect), { get: callback, post: carryPostedResponse }],
    [paths.logout, { get: logoutRoute, post: logoutRoute }],
    [below(paths.backchannelLogout), { post: backchannelLogout }],
    [below(paths.frontchannelLogout), { get: frontchannelLogout }],
    [paths.error, { get: showError }],
    [paths.login, { get: login, post: carryInitiation }],
    // Last: one of the others may be below the login path.
    [`${paths.login}/:client`, { get: loginWith }],
  ];
  router.use(run(entered));
  for (const [path, { get, post }] of table) {
    if (get) router.get(path, run(get));
    if (post) router.post(path, form(context), run(post));
  }
  for (const [path, served] of table) router.all(path, refuseMethod(served));
  return router;
}

/** The guard: what is neither ours nor public needs a signed-in user. */
export function beforeware(context: Context, router: Router): RequestHandler {
  const isPublic = skipper(context.skip, context.routing);
  return handled(context, async function guardOne(_context, req, res, next) {
    await enterOnce(context, req, res, mountOf(context, req));
    if (isForTheRouter(context, req)) return throughRouter(context, req, res, router);
    if (isPublic(req)) return next();
    return guard(context, req, res, next);
  });
}

/** Lets those through who meet a requirement. Throws a `ConfigurationError`. */
export function required(context: Context, requirement: Requirement): RequestHandler {
  const isMet = requirer(context, requirement);
  return handled(context, async function requireOne(_context, req, res, next) {
    if (await isMet(req, res)) next();
  });
}

async function entered(context: Context, req: Request, res: Response, next: NextFunction): Promise<void> {
  await enterOnce(context, req, res, context.mountPath ?? req.baseUrl);
  const known = context.entered.get(req);
  if (known) known.isRouted = true;
  next();
}

function isForTheRouter(context: Context, req: Request): boolean {
  if (context.entered.get(req)?.isRouted) return false;
  return plainPath(req) !== undefined && isOwnRoute(context, req, askedPath(context, req));
}

/**
 * Mounted by hand, the router may come after the guard: so the guard asks it. It never lets a path through that only looks
 * like one of ours.
 */
function throughRouter(context: Context, req: Request, res: Response, router: Router): void {
  const mount = mountOf(context, req);
  const { url, baseUrl } = req;
  req.url = req.originalUrl.slice(mount.length);
  req.baseUrl = mount;
  router(req, res, function unanswered() {
    Object.assign(req, { url, baseUrl });
    refuseMethod({})(req, res);
  });
}

/** Runs a handler; what it throws gets a page and a code if it is ours, and goes to Express if it is not. */
function handled(context: Context, handler: Handler): RequestHandler {
  return function handle(req, res, next) {
    void answered(context, req, res, () => handler(context, req, res, next)).catch((thrown: unknown) =>
      next(asError(thrown)),
    );
  };
}

/** To Express, `next()` with nothing, null or 'route' means to go on: what was thrown must never say that. */
function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('A hook threw something that is no Error', { cause: thrown });
}

function refuseMethod({ get, post }: Served): (req: Request, res: Response) => void {
  const methods = [...(get ? ['GET', 'HEAD'] : []), ...(post ? ['POST'] : [])];
  return function refuse(_req, res) {
    res.setHeader('Allow', methods.join(', '));
    res.status(405).type('text').send('Method not allowed\n');
  };
}

/** Reads a small form. One that cannot be read is a bad request, not a failure of ours. */
function form(context: Context): RequestHandler {
  const parse = express.urlencoded({ extended: false, limit: '16kb', parameterLimit: 50 });
  return function readForm(req, res, next) {
    parse(req, res, (error?: { status?: number }) => {
      const status = error?.status ?? 500;
      if (!error || status >= 500) return next(error);
      const unread = new CallbackError('The form cannot be read', {
        code: 'ERR_OAUTH_REQUEST_INVALID',
        status,
      });
      void fail(context, req, res, { error: unread }).catch((thrown: unknown) => next(asError(thrown)));
    });
  };
}
