import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import express from 'express';
import { checkOptions, describeValue, isPlainObject, takes } from './shared/check-options.js';
import type { OptionRules } from './shared/check-options.js';
import type { Clock } from './shared/clock.js';
import { ConfigurationError } from './shared/errors.js';
import { hookRules, type Hooks } from './http/hooks/hooks.js';
import { explainPath } from './http/request/explain-path.js';
import { pathRule, pathRules, routePathsOf, type PathOptions } from './http/request/route-paths.js';
import { landingRule } from './http/logout/landing-rule.js';
import type { SkipRule } from './http/guard/skip.js';
import { isSkipRule } from './http/guard/skip.js';
import type { RecordStore } from './records/record-store.js';
import { redisAddressRule } from './records/redis-address.js';
import type { RedisClient } from './records/redis-client.js';
import type { TokenStore } from './tokens/token-store.js';

/**
 * Lets an app in production keep sessions, logins and tokens in its own memory: lost at every restart, and unknown to every
 * other process. For a demonstration only.
 */
export const allowMemoryInProduction: unique symbol = Symbol('allowMemoryInProduction');

/** How long sessions live, and the name of their cookie. */
export interface SessionOptions {
  /** A session ends when it was not used for so many seconds, give or take a twentieth. Default is 86400, a day. */
  idleSeconds?: number | undefined;
  /** A session ends so many seconds after the sign-in, even if it is in use. Default is 604800, a week. */
  absoluteSeconds?: number | undefined;
  /** Whether a session ends when its tokens cannot be renewed any more, at the next use of them. Default is false. */
  endWithRefreshToken?: boolean | undefined;
  /** Whether `auth.sessions` lists the address that a user signed in from, which is Express' `req.ip`. Default is false. */
  rememberAddress?: boolean | undefined;
  /** The name of the session cookie; on https `__Host-` comes before it, with `baseUrl` or without. Default is `sid`. */
  cookieName?: string | undefined;
}

/**
 * The options of `oauth()`. `Info` is the type of further claims that the app expects, `State` of its own state in login links.
 */
export interface OAuthOptions<Info extends object = object, State = unknown> extends Hooks<Info, State>, PathOptions {
  /**
   * The address that users see: `https://app.example.com`, with a path if a proxy in front strips one. The redirect URI is
   * made from it. Required in production; default is the address of each request, as Express sees it.
   */
  baseUrl?: string | undefined;
  /**
   * One or more secrets of at least 32 characters. The first signs and seals, all open: to rotate a secret, put a
   * new one first. Default is a random one while everything is kept in memory; required otherwise.
   */
  secret?: string | readonly string[] | undefined;
  /** A `redis://` address, or a `Redis` or `Cluster` of ioredis 5 or 6. Default is the memory of this process, which production refuses. */
  redis?: string | RedisClient | undefined;
  /** Every key in Redis begins with this. Default is `oauth:`. */
  redisPrefix?: string | undefined;
  /** The time limit of a Redis command, in milliseconds; after it, the request is answered with 503. Default is 1000. */
  redisTimeoutMs?: number | undefined;
  /** Another store for logins, sessions and tokens, in place of Redis. Default is none. */
  records?: RecordStore | undefined;
  /** The public routes: paths such as `/` and `/public/*`, regular expressions for whole paths, functions. Default is none. */
  skip?: readonly SkipRule[] | undefined;
  /** How long sessions live. */
  session?: SessionOptions | undefined;
  /**
   * The path that `auth.router` is mounted at by hand, where `auth.beforeware` comes before it or is elsewhere; `/` is the root. Default
   * is the path that Express mounts the router at; for a guard before the router, it is the root.
   */
  mountPath?: string | undefined;
  /**
   * Names this `oauth()` call: its sign-ins, tokens, links and pending logins are good at no other. Needed only where two of them cannot be told
   * apart by their addresses. Default is the origin of `baseUrl`, and the redirect path with the path that the router is mounted at.
   */
  instance?: string | undefined;
  /** The property of the request that holds the signed-in user, beside `userOf(req)`. Default is `auth`. */
  requestProperty?: string | undefined;
  /**
   * Where users go after a logout, also of the provider: a path of this app, which should be public. What `onLogout` or `auth.logout()` names
   * comes first. Default is the page that says that they are signed out.
   */
  afterLogoutPath?: string | undefined;
  /**
   * Whether an answer to a signed-in user gets `Cache-Control: private, no-store` if it is HTML, else `private, no-cache`, so that nobody
   * sees it by the Back button after a sign-out. A `Cache-Control` of the app's own stays, except for Express' default `public, max-age=0`.
   * Default is true.
   */
  cacheControl?: boolean | undefined;
  /** Whether signing out also ends the session at the provider (OIDC RP-Initiated Logout). Default is true. */
  providerLogout?: boolean | undefined;
  /**
   * An access token is renewed when less than so many seconds of its life are left, but never in its first half. Default is 30.
   */
  refreshEarlySeconds?: number | undefined;
  /** The app's own store for tokens, in which they outlive their session, for jobs. Default is none: tokens end with their session. */
  tokenStore?: TokenStore | undefined;
  /**
   * Whether refresh tokens are revoked at the provider when their session ends (RFC 7009). Tokens in a `tokenStore` stay.
   * Default is true.
   */
  revokeTokens?: boolean | undefined;
  /** Gives the time in milliseconds. Default is `Date.now`. */
  clock?: Clock | undefined;
  /** Explicit opt-in to dangerous settings: `[allowMemoryInProduction]`. Default is none. */
  dangerously?: readonly (typeof allowMemoryInProduction)[] | undefined;
}

const SHORTEST_SECRET = 32;

const isSecret = (value: unknown): boolean => typeof value === 'string' && value.length >= SHORTEST_SECRET;

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
  baseUrl: { takes: 'an http:// or https:// address without query', check: isBaseUrl, explain: explainBaseUrl },
  secret: {
    takes: `a string of at least ${SHORTEST_SECRET} characters, or an array of such`,
    check: (value) => isSecret(value) || (Array.isArray(value) && value.length > 0 && value.every(isSecret)),
    secret: true,
  },
  redis: redisAddressRule,
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
  ...pathRules,
  mountPath: {
    takes: 'a path such as "/auth", or "/"',
    check: (value) => value === '/' || pathRule.check(value),
    explain: explainPath,
  },
  instance: {
    takes: 'a name of at most 64 letters, digits, "-", "_" and "."',
    check: (value) => typeof value === 'string' && /^[\w.-]{1,64}$/.test(value),
  },
  requestProperty: {
    takes: 'the name of a property that neither Express nor express-session has, such as "auth"',
    check: isRequestProperty,
  },
  afterLogoutPath: landingRule,
  cacheControl: takes.boolean(),
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
  ...hookRules,
};

/** Checks the options of `oauth()`. Throws a `ConfigurationError`. */
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

function checkPaths(options: OAuthOptions): void {
  const paths = Object.entries(routePathsOf(options));
  for (const [at, [name, route]] of paths.entries()) {
    const same = paths.slice(0, at).find(([, other]) => other.toLowerCase() === route.toLowerCase());
    if (same)
      throw new ConfigurationError(
        `oauth(): options "${same[0]}Path" and "${name}Path" take a path each, got ${describeValue(route)} for both`,
      );
  }
}

/** Properties that Express, its body parsers, cookie-parser, express-session or Node itself put on a request. */
const TAKEN_PROPERTIES = new Set([
  ...Object.keys(new IncomingMessage(new Socket())),
  '_body',
  '_parsedOriginalUrl',
  '_parsedUrl',
  'app',
  'baseUrl',
  'body',
  'cookies',
  'next',
  'originalUrl',
  'params',
  'query',
  'res',
  'route',
  'secret',
  'session',
  'sessionID',
  'sessionStore',
  'signedCookies',
]);

function isRequestProperty(value: unknown): boolean {
  if (typeof value !== 'string' || !/^[A-Za-z_$][\w$]{0,63}$/.test(value)) return false;
  return !TAKEN_PROPERTIES.has(value) && !(value in express.request) && !(value in Object.prototype);
}

function isBaseUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const url = new URL(value);
  const { protocol, pathname, search, hash, username, password } = url;
  if (pathname.includes('//')) return false;
  return /^https?:$/.test(protocol) && [search, hash, username, password].every((part) => part === '');
}

function explainBaseUrl(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  if (!/^https?:\/\//.test(value))
    return 'Begin it with https://, as users see the app: write "https://app.example.com"';
  if (!URL.canParse(value)) return undefined;
  const { origin, pathname, username, password } = new URL(value);
  if (username !== '' || password !== '') return 'Leave out user and password';
  return `Leave out what follows the path, and double slashes: write ${describeValue(origin + pathname.replaceAll(/\/{2,}/g, '/'))}`;
}

function hasMethods(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function');
}
