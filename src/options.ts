import type { Cluster, Redis } from 'ioredis';
import { checkOptions, describeValue, isPlainObject, takes } from './shared/check-options.js';
import type { OptionRules } from './shared/check-options.js';
import type { Clock } from './shared/clock.js';
import { ConfigurationError } from './shared/errors.js';
import type { Hooks } from './http/hooks/hooks.js';
import { looksLikeRoute } from './http/request/route-path.js';
import type { SkipRule } from './http/guard/skip.js';
import { isSkipRule } from './http/guard/skip.js';
import type { RecordStore } from './records/record-store.js';
import type { TokenStore } from './tokens/token-store.js';

/**
 * Let an app in production keep sessions, logins and tokens in its own memory: gone at every restart, and unknown to every
 * other process. For a demonstration only.
 */
export const allowMemoryInProduction: unique symbol = Symbol('allowMemoryInProduction');

/** How long a session lives, and its cookie's name. */
export interface SessionOptions {
  /** A session ends when nobody used it for so many seconds, give or take a twentieth. Default is 86400, a day. */
  idleSeconds?: number | undefined;
  /** A session ends so many seconds after the sign-in, however busy. Default is 604800, a week. */
  absoluteSeconds?: number | undefined;
  /** Whether a session ends when its tokens cannot be renewed any more, at the next use of them. Default is false. */
  endWithRefreshToken?: boolean | undefined;
  /** Whether `auth.sessions` tells the address that a user signed in from, as Express' `req.ip` has it. Default is false. */
  rememberAddress?: boolean | undefined;
  /** The name of the session cookie; on https `__Host-` comes before it. Default is `sid`. */
  cookieName?: string | undefined;
}

/** What `oauth()` takes; everything has a default. */
export interface OAuthOptions extends Hooks {
  /**
   * Where the users see the app: `https://app.example.com`, with a path if a proxy in front strips one. The redirect URI is
   * made from it. Required in production; default is what Express sees of each request.
   */
  baseUrl?: string | undefined;
  /**
   * One or more secrets of at least 32 characters. The first signs and seals, all open: so a secret is rotated by putting a
   * new one first. Default is a random one while everything is kept in memory; required otherwise.
   */
  secret?: string | readonly string[] | undefined;
  /** A `redis://` address, or an ioredis Redis or Cluster. Default is this process' memory, which production refuses. */
  redis?: string | Redis | Cluster | undefined;
  /** What every key in Redis begins with. Default is `oauth:`. */
  redisPrefix?: string | undefined;
  /** After so many milliseconds without an answer of Redis the request is answered with 503. Default is 1000. */
  redisTimeoutMs?: number | undefined;
  /** Another store for logins, sessions and tokens, in place of Redis. Default is none. */
  records?: RecordStore | undefined;
  /** The public routes: paths such as `/` and `/public/*`, regular expressions for whole paths, functions. Default is none. */
  skip?: readonly SkipRule[] | undefined;
  /** How long sessions live. */
  session?: SessionOptions | undefined;
  /** The path of the login page. Default is `/login`. */
  loginPath?: string | undefined;
  /** The path of the redirect URI. Default is `/redirect`. */
  redirectPath?: string | undefined;
  /** The path of the logout. Default is `/logout`. */
  logoutPath?: string | undefined;
  /** The path of the error page. Default is `/error`. */
  errorPath?: string | undefined;
  /**
   * The path to which a provider posts logout tokens (OIDC Back-Channel Logout 1.0): register it there, with the client's name below
   * it when there is an array of clients. Default is `/backchannel-logout`.
   */
  backchannelLogoutPath?: string | undefined;
  /** The path that a provider opens in a frame to sign out (OIDC Front-Channel Logout 1.0). Default is `/frontchannel-logout`. */
  frontchannelLogoutPath?: string | undefined;
  /**
   * Where `auth.router` is mounted by hand, when `auth.beforeware` comes before it or is elsewhere; `/` is the root. Default
   * is where Express says that the router is, and the root for a guard that it has not reached.
   */
  mountPath?: string | undefined;
  /** Whether signing out also ends the session at the provider (OIDC RP-Initiated Logout). Default is true. */
  providerLogout?: boolean | undefined;
  /**
   * An access token is renewed when less than so many seconds are left of it; never before half of its life is over. Default is 30.
   */
  refreshEarlySeconds?: number | undefined;
  /** The app's own place for tokens: so that they outlive the session, for jobs. Default is none: they end with their session. */
  tokenStore?: TokenStore | undefined;
  /**
   * Whether the provider is asked to take the refresh token back when a session ends (RFC 7009). Tokens in a `tokenStore` stay.
   * Default is true.
   */
  revokeTokens?: boolean | undefined;
  /** Tells the time in milliseconds. Default is `Date.now`. */
  clock?: Clock | undefined;
  /** Loud leave for what is dangerous: `[allowMemoryInProduction]`. Default is none. */
  dangerously?: readonly (typeof allowMemoryInProduction)[] | undefined;
}

const SHORTEST_SECRET = 32;

const isSecret = (value: unknown): boolean => typeof value === 'string' && value.length >= SHORTEST_SECRET;
const path = {
  takes: 'a path such as "/login"',
  check: (value: unknown) => typeof value === 'string' && looksLikeRoute(value),
};

const sessionRules: OptionRules<SessionOptions> = {
  idleSeconds: takes.wholeSeconds(1, 365 * 86_400),
  absoluteSeconds: takes.wholeSeconds(1, 365 * 86_400),
  endWithRefreshToken: takes.boolean(),
  rememberAddress: takes.boolean(),
  cookieName: {
    takes: 'letters, digits, "-", "_" and "."; "__Host-" comes before it by itself',
    check: (value) => typeof value === 'string' && /^(?!__(?:host|secure)-)[\w.-]{1,64}$/i.test(value),
  },
};

const rules: OptionRules<OAuthOptions> = {
  baseUrl: { takes: 'an http:// or https:// address without query', check: isBaseUrl },
  secret: {
    takes: `a string of at least ${SHORTEST_SECRET} characters, or an array of such`,
    check: (value) => isSecret(value) || (Array.isArray(value) && value.length > 0 && value.every(isSecret)),
    secret: true,
  },
  redis: {
    takes: 'a redis:// or rediss:// address, or an ioredis Redis or Cluster',
    check: (value) =>
      typeof value === 'string'
        ? /^rediss?:\/\//.test(value) && URL.canParse(value)
        : typeof value === 'object' && value !== null,
    secret: true,
  },
  redisPrefix: {
    takes: 'a string without braces',
    check: (value) => typeof value === 'string' && !/[{}]/.test(value),
  },
  redisTimeoutMs: {
    takes: 'a number of milliseconds from 1 to 60000',
    check: (value) => typeof value === 'number' && value >= 1 && value <= 60_000,
  },
  records: {
    takes: 'a RecordStore: get, set, replace, swap, take, remove, setField, fields and removeFields',
    check: (value) =>
      hasMethods(value, ['get', 'set', 'replace', 'swap', 'take', 'remove', 'setField', 'fields', 'removeFields']),
  },
  skip: {
    takes: 'an array of paths such as "/public/*", regular expressions without the flags g and y, and functions',
    check: (value) => Array.isArray(value) && value.every(isSkipRule),
    wrong: (value) => (Array.isArray(value) ? value.find((each) => !isSkipRule(each)) : value),
  },
  session: { takes: 'an object with idleSeconds, absoluteSeconds, cookieName', check: isPlainObject },
  loginPath: path,
  redirectPath: path,
  logoutPath: path,
  errorPath: path,
  backchannelLogoutPath: path,
  frontchannelLogoutPath: path,
  mountPath: {
    takes: 'a path such as "/auth", or "/"',
    check: (value) => value === '/' || path.check(value),
  },
  providerLogout: takes.boolean(),
  refreshEarlySeconds: takes.seconds(0, 3600),
  tokenStore: {
    takes: 'a TokenStore: load, save and remove',
    check: (value) => hasMethods(value, ['load', 'save', 'remove']),
  },
  revokeTokens: takes.boolean(),
  clock: takes.function(),
  dangerously: {
    takes: 'an array of the exported symbol allowMemoryInProduction',
    check: (value) => Array.isArray(value) && value.every((entry) => entry === allowMemoryInProduction),
  },
  getAuth: takes.function(),
  onConnect: takes.function(),
  checkInvalid: takes.function(),
  onLogout: takes.function(),
  onError: takes.function(),
  loginPage: takes.function(),
  logoutPage: takes.function(),
  errorPage: takes.function(),
};

/** Checks what `oauth()` was given. Throws a `ConfigurationError`. */
export function checkOAuthOptions(options: unknown): asserts options is OAuthOptions {
  checkOptions<OAuthOptions>('oauth()', options, rules);
  checkPaths(options);
  if (options.session !== undefined) checkOptions<SessionOptions>('oauth() session', options.session, sessionRules);
  checkTogether(options);
}

/** Options that contradict each other. */
function checkTogether({ redis, records, session = {} }: OAuthOptions): void {
  if (redis !== undefined && records !== undefined)
    throw new ConfigurationError('oauth(): options "redis" and "records" are two stores: it takes one of them');
  const { idleSeconds, absoluteSeconds } = session;
  if (idleSeconds !== undefined && absoluteSeconds !== undefined && idleSeconds > absoluteSeconds)
    throw new ConfigurationError(
      `oauth() session: option "idleSeconds" takes at most "absoluteSeconds", got ${idleSeconds} and ${absoluteSeconds}`,
    );
}

/** The paths of our routes, by the names of their options. */
export function routePaths({
  loginPath = '/login',
  redirectPath = '/redirect',
  logoutPath = '/logout',
  errorPath = '/error',
  backchannelLogoutPath = '/backchannel-logout',
  frontchannelLogoutPath = '/frontchannel-logout',
}: OAuthOptions) {
  return { loginPath, redirectPath, logoutPath, errorPath, backchannelLogoutPath, frontchannelLogoutPath };
}

function checkPaths(options: OAuthOptions): void {
  const paths = Object.entries(routePaths(options));
  for (const [at, [option, route]] of paths.entries()) {
    const same = paths.slice(0, at).find(([, other]) => other.toLowerCase() === route.toLowerCase());
    if (same)
      throw new ConfigurationError(
        `oauth(): options "${same[0]}" and "${option}" take a path each, got ${describeValue(route)} for both`,
      );
  }
}

function isBaseUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const url = new URL(value);
  const { protocol, pathname, search, hash, username, password } = url;
  if (pathname.includes('//')) return false;
  return /^https?:$/.test(protocol) && [search, hash, username, password].every((part) => part === '');
}

function hasMethods(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function');
}
