import type { Request } from 'express';
import { CallbackError } from '../shared/errors.js';
import type { Context, RoutePaths } from './services.js';
import { safeReturnTo } from './request/return-to.js';

/** Throws a `CallbackError` where a pattern took a part of an address for where the router is mounted. */
export function checkMount(req: Request, mount: string): void {
  // A request target may also be `*` (RFC 9112, section 3.2.4), for which there is no session.
  if (!req.path.startsWith('/') || (mount !== '' && safeReturnTo(mount) === undefined)) {
    throw new CallbackError('The path cannot be one of this app', { code: 'ERR_OAUTH_REQUEST_INVALID' });
  }
}

/** Where the router is mounted, as far as it is known. */
export function mountOf(context: Context, req: Request): string {
  return context.entered.get(req)?.mount ?? context.mountPath ?? '';
}

/** The path of one of our routes, as the browser sees it. */
export function pathTo(context: Context, req: Request, route: keyof RoutePaths, below = ''): string {
  return prefixOf(context) + mountOf(context, req) + context.paths[route] + below;
}

/**
 * Which `oauth()` a sign-in belongs to: an app may have two, with other hooks, on one session cookie or one Redis. Who was
 * let in by one is nobody to the other.
 */
export function realmOf(context: Context, req: Request): string {
  // With the origin where it is known: two apps may share a Redis and a secret.
  return (context.baseUrl?.origin ?? '') + asRouted(req, pathTo(context, req, 'redirect'));
}

/** With an array of clients, each has a path of its own below these. */
const PER_CLIENT = new Set<keyof RoutePaths>(['redirect', 'backchannelLogout', 'frontchannelLogout']);

/** Whether a path, as the browser sees it, is one of our routes. */
export function isOwnRoute(context: Context, req: Request, path: string | undefined): boolean {
  const asked = path
    ?.replace(/[?#].*$/s, '')
    .replace(/(?<=.)\/$/, '')
    .toLowerCase();
  const routes = Object.keys(context.paths) as (keyof RoutePaths)[];
  return routes.some((route) => {
    const own = pathTo(context, req, route).toLowerCase();
    const isPerClient = PER_CLIENT.has(route) && context.manyClients;
    const hasClients = route === 'login' || isPerClient;
    const isWhole = asked === own && !isPerClient;
    return isWhole || (hasClients && asked?.startsWith(`${own}/`) && !asked.slice(own.length + 1).includes('/'));
  });
}

// A mount path is told as the browser wrote it: where Express sees no difference, there is none.
function asRouted(req: Request, path: string): string {
  return req.app.enabled('case sensitive routing') ? path : path.toLowerCase();
}

/** The path of the app's home, as the browser sees it. */
export function homePath(context: Context): string {
  return `${prefixOf(context)}/`;
}

/** The path that the browser asked for, query included. */
export function askedPath(context: Context, req: Request): string {
  return prefixOf(context) + req.originalUrl;
}

/** The address of a path of ours: under `baseUrl`, else as Express sees the request under its own `trust proxy`. */
export function addressOf(context: Context, req: Request, path: string): string {
  return originOf(context, req) + path;
}

/** The redirect URI of a client: the same bytes in the authorization request and in the token request. */
export function redirectUri(context: Context, req: Request, client: string): string {
  return addressOf(context, req, pathTo(context, req, 'redirect', context.manyClients ? `/${client}` : ''));
}

/** Whether the browser talks https to the app. */
export function isHttps(context: Context, req: Request): boolean {
  return context.baseUrl ? context.baseUrl.protocol === 'https:' : req.secure;
}

/** Whether a request comes from a page of this app. Undefined when the browser does not say. */
export function isSameOrigin(context: Context, req: Request): boolean | undefined {
  const site = req.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin } = req.headers;
  return origin === undefined ? undefined : origin === originOf(context, req);
}

function originOf({ baseUrl }: Context, req: Request): string {
  if (baseUrl) return baseUrl.origin;
  // Express 4 leaves the port out of `req.hostname`, and 5 names the host with it.
  const { host = '' } = req.headers;
  const isDirect = host === req.hostname || host.startsWith(`${req.hostname}:`);
  const origin = `${req.protocol}://${isDirect ? host : req.hostname}`;
  if (URL.canParse(origin)) return new URL(origin).origin;
  throw new CallbackError('The Host header is not a host', { code: 'ERR_OAUTH_REQUEST_INVALID' });
}

function prefixOf({ baseUrl }: Context): string {
  return baseUrl ? baseUrl.pathname.replace(/\/+$/, '') : '';
}
