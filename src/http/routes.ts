import express from 'express';
import type { Request, RequestHandler, Router } from 'express';
import { CallbackError } from '../shared/errors.js';
import { leaveOut } from './guard/router-rules.js';
import { handle, refuseMethod, type Handler } from './handle.js';
import { carryPostedResponse } from './login/authorization-response.js';
import { callback } from './login/callback.js';
import { carryInitiation } from './login/initiated-login.js';
import { login, loginWith } from './login/login.js';
import { logoutRoute } from './logout/logout-route.js';
import { backchannelLogout, frontchannelLogout } from './logout/provider-logout.js';
import { openInRouter } from './open-exchange.js';
import { PER_CLIENT_ROUTES, type RoutePaths } from './request/route-paths.js';
import { refusePrefetch } from './response/refuse-prefetch.js';
import { showError } from './response/failure.js';
import type { Services } from './services.js';

/** A path of ours, and what answers it by each method. */
export interface Route {
  path: string;
  get?: Handler;
  post?: Handler;
}

/** Our own routes, by the names of their paths. */
const ownRoutes: readonly (readonly [name: keyof RoutePaths, served: Omit<Route, 'path'>])[] = [
  ['redirect', { get: callback, post: carryPostedResponse }],
  ['logout', { get: logoutRoute, post: logoutRoute }],
  ['backchannelLogout', { post: backchannelLogout }],
  ['frontchannelLogout', { get: frontchannelLogout }],
  ['error', { get: showError }],
  ['login', { get: login, post: carryInitiation }],
];

function routeTable({ settings: { paths, manyClients } }: Services): readonly Route[] {
  return [
    ...ownRoutes.map(([name, served]) => ({
      path: manyClients && PER_CLIENT_ROUTES.has(name) ? `${paths[name]}/:client` : paths[name],
      ...served,
    })),
    // Last: another route may be below the login path.
    { path: `${paths.login}/:client`, get: loginWith },
  ];
}

/** The router that answers our own routes. */
export interface OwnRoutes {
  readonly router: Router;
  /** Whether the router may answer a request, by its path: a quick look, before Express compares it with each route. */
  readonly mayAnswer: (req: Request) => boolean;
}

/** A router that answers our own routes, and `more` of them. Every other request passes it, for the guard or for the app. */
export function routes(services: Services, more: readonly Route[] = []): OwnRoutes {
  const router = express.Router();
  leaveOut(router);
  const table = [...more, ...routeTable(services)];
  router.use(handle(services, enterRouter, { isRouter: true }));
  for (const { path, get, post } of table) {
    if (get) router.get(path, handle(services, refusePrefetch), handle(services, get));
    if (post) router.post(path, readForm(services), handle(services, post));
  }
  for (const route of table) router.all(route.path, (_req, res) => refuseMethod(res, methodsOf(route)));
  return { router, mayAnswer: mayAnswer(router, table) };
}

function mayAnswer(router: Router, table: readonly Route[]): (req: Request) => boolean {
  const beginnings = table.map(({ path }) => path.replace(/\/:.*$/, '').toLowerCase());
  const ownLayers = router.stack.length;
  return function mayBeOurs({ path }) {
    const asked = path.toLowerCase();
    // An app may have added routes of its own to the router.
    return router.stack.length !== ownLayers || beginnings.some((each) => asked.startsWith(each));
  };
}

const enterRouter: Handler = async function enterRouter(exchange, next) {
  await openInRouter(exchange);
  next();
};

function methodsOf({ get, post }: Route): string[] {
  return [...(get ? ['GET', 'HEAD'] : []), ...(post ? ['POST'] : [])];
}

/** Reads a small form. A form that cannot be read is a bad request, not a failure of ours. */
function readForm(services: Services): RequestHandler {
  const parse = express.urlencoded({ extended: false, limit: '16kb', parameterLimit: 50 });
  return handle(services, async function parseForm({ req, res }, next) {
    const error = await new Promise<{ status?: number } | undefined>((resolve) => parse(req, res, resolve));
    const status = error?.status ?? 500;
    if (!error) return next();
    if (status >= 500) return next(error);
    throw new CallbackError('The form cannot be read', { code: 'ERR_OAUTH_REQUEST_INVALID', status });
  });
}
