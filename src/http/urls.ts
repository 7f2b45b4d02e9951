import type { Application, Request } from 'express';
import { CallbackError } from '../shared/errors.js';
import { warnOfOtherHost } from '../shared/warnings.js';
import type { Settings } from '../settings.js';
import { hostCookieName } from '../shared/host-cookie-name.js';
import { isRoutePath, type RoutePaths } from './request/route-paths.js';
import { isBelow, safeReturnTo } from './request/return-to.js';

/** A host has at most 253 characters (RFC 1035, section 2.3.4); a scheme and a port come to it. */
const MAX_ORIGIN_LENGTH = 270;

/** The paths and addresses of an instance, as the browser of one request sees them. */
export class Urls {
  /** The path that the router is mounted at; empty for the root. */
  readonly mount: string;
  readonly #req: Request;
  readonly #settings: Settings;

  constructor(settings: Settings, req: Request, mount: string) {
    this.#settings = settings;
    this.#req = req;
    this.mount = mount;
  }

  /** The path of one of our routes, and of what is below it. */
  pathTo(route: keyof RoutePaths, below = ''): string {
    return this.#settings.basePath + this.mount + this.#settings.paths[route] + below;
  }

  /**
   * The link to the login, or to what is below it: a path. For a request at another host than that of `baseUrl` it is the address under
   * `baseUrl`, where the login ends: the cookies that it needs stay at one host.
   */
  loginHref(below = '', query = new URLSearchParams()): string {
    const path = this.pathTo('login', below) + (query.size > 0 ? `?${query}` : '');
    return this.#isAtOtherHost() ? this.addressOf(path) : path;
  }

  /** The path of the app's home. */
  get home(): string {
    return `${this.#settings.basePath}/`;
  }

  /** The path that the browser asked for, query included. */
  get asked(): string {
    return this.#settings.basePath + this.#req.originalUrl;
  }

  /** The address of a path: under `baseUrl`, else as Express sees the request under its own `trust proxy`. Throws a `CallbackError`. */
  addressOf(path: string): string {
    return this.#origin + path;
  }

  /** The redirect URI of a client: the same bytes in the authorization request and in the token request. */
  redirectUri(client: string): string {
    return this.addressOf(this.pathTo('redirect', this.#settings.manyClients ? `/${client}` : ''));
  }

  /** The redirect path in the app, without the part of `baseUrl` that a proxy strips; spelled as Express compares paths. */
  get routedRedirectPath(): string {
    return asRouted(this.#req.app, this.mount + this.#settings.paths.redirect);
  }

  /**
   * The identity of the instance: which `oauth()` call a sign-in belongs to, over all processes and restarts. An app may have two, with
   * other hooks, on one session cookie or one Redis; a user of one is nobody at the other.
   */
  get instance(): string {
    const { instance, baseUrl } = this.#settings;
    return instance === undefined
      ? (baseUrl?.origin ?? '') + asRouted(this.#req.app, this.pathTo('redirect'))
      : `instance ${instance}`;
  }

  /** Whether the browser talks https to the app. */
  get isHttps(): boolean {
    return this.#settings.session.isHttps ?? this.#req.secure;
  }

  /** The name of our session cookie. */
  get sessionCookie(): string {
    const { cookieName } = this.#settings.session;
    return this.isHttps ? hostCookieName(cookieName) : cookieName;
  }

  /** Whether the request comes from a page of this app. Undefined when the browser does not say. */
  get isSameOrigin(): boolean | undefined {
    const site = this.#req.headers['sec-fetch-site'];
    if (site !== undefined) return site === 'same-origin';
    const { origin } = this.#req.headers;
    return origin === undefined ? undefined : origin === this.#origin;
  }

  /** A path of this app, as the browser sees it, to send a user to: undefined for anything else, as `safeReturnTo` says, and for another app beside this one. */
  safePath(path: unknown): string | undefined {
    const safe = safeReturnTo(path);
    return safe !== undefined && isBelow(safe, this.#settings.basePath) ? safe : undefined;
  }

  /** Whether a path, as the browser sees it, is one of our routes. */
  isOwnRoute(path: string | undefined): boolean {
    if (path === undefined) return false;
    const { basePath, paths, manyClients } = this.#settings;
    return isRoutePath(path, { paths, prefix: basePath + this.mount, manyClients });
  }

  /** Whether a mount path is the one of this request, where Express sees no difference. */
  isMountedAt(mount: string): boolean {
    const { app } = this.#req;
    return asRouted(app, mount) === asRouted(app, this.mount);
  }

  /** Whether the request came to another host, as Express sees it: a proxy may have named its own. */
  #isAtOtherHost(): boolean {
    const { baseUrl } = this.#settings;
    const { host, isWithPort } = this.#seenHost;
    if (!baseUrl || !host) return false;
    const address = `${baseUrl.protocol}//${host}`;
    const seen = URL.canParse(address) ? new URL(address) : undefined;
    if (isWithPort ? seen?.host === baseUrl.host : seen?.hostname === baseUrl.hostname) return false;
    if (seen) warnOfOtherHost(seen.host, baseUrl);
    return true;
  }

  /** Express 4 leaves the port out of `req.hostname`. Where a proxy names the host, the port is unknown. */
  get #seenHost(): { host: string | undefined; isWithPort: boolean } {
    const { host = '' } = this.#req.headers;
    const hostname = this.#req.hostname as string | undefined;
    const isDirect = host === hostname || host.startsWith(`${hostname}:`);
    return { host: isDirect ? host : hostname, isWithPort: isDirect };
  }

  get #origin(): string {
    if (this.#settings.baseUrl) return this.#settings.baseUrl.origin;
    const { protocol } = this.#req;
    if (!/^https?$/i.test(protocol)) throw protocolError();
    const origin = `${protocol}://${this.#seenHost.host ?? ''}`;
    if (origin.length <= MAX_ORIGIN_LENGTH && URL.canParse(origin)) return new URL(origin).origin;
    throw new CallbackError('The Host header is not a host', { code: 'ERR_OAUTH_REQUEST_INVALID' });
  }
}

/** Under `trust proxy`, Express takes whatever the header says. */
function protocolError(): CallbackError {
  return new CallbackError('The request came by neither http nor https', {
    code: 'ERR_OAUTH_REQUEST_INVALID',
    hint: 'Have the proxy set the header X-Forwarded-Proto itself, or set the option "baseUrl"',
  });
}

/** A path, spelled as an app compares paths. */
export function asRouted(app: Application, path: string): string {
  return app.enabled('case sensitive routing') ? path : path.toLowerCase();
}

/** Whether paths below a mount path stay on this site, as browsers read them. */
export function isSafeMount(mount: string): boolean {
  return mount === '' || safeReturnTo(mount) !== undefined;
}

/** Throws a `CallbackError` where a pattern took a part of an address for the path that the router is mounted at. */
export function checkMount(req: Request, mount: string): void {
  // A request target may also be `*` (RFC 9112, section 3.2.4), for which there is no session.
  if (req.path.startsWith('/') && isSafeMount(mount)) return;
  throw new CallbackError('The path cannot be one of this app', { code: 'ERR_OAUTH_REQUEST_INVALID' });
}
