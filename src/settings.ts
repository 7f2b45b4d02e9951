import { randomBytes } from 'node:crypto';
import type { RouterRules } from './http/guard/router-rules.js';
import type { SkipRule } from './http/guard/skip.js';
import { landingRule } from './http/logout/landing-rule.js';
import { isRoutePath, routePathsOf, type RoutePaths } from './http/request/route-paths.js';
import { isBelow } from './http/request/return-to.js';
import { allowMemoryInProduction, type OAuthOptions } from './options.js';
import { isLoopback } from './protocol/options/is-loopback.js';
import { describeValue } from './shared/check-options.js';
import type { Clock } from './shared/clock.js';
import { ConfigurationError } from './shared/errors.js';
import { warnOfPlainHttp } from './shared/warnings.js';

const DAY_SECONDS = 86_400;

/** The options of `oauth()` with every default applied. */
export interface Settings {
  readonly baseUrl: URL | undefined;
  /** The path of `baseUrl`, which a proxy in front strips; empty without one. */
  readonly basePath: string;
  /** The first seals, all open. */
  readonly secrets: readonly string[];
  readonly production: boolean;
  readonly instance: string | undefined;
  /** Empty for the root; undefined where only the mounted router knows. */
  readonly mountPath: string | undefined;
  readonly paths: RoutePaths;
  /** Whether an array of clients was given: then each has a redirect URI of its own. */
  readonly manyClients: boolean;
  readonly skip: readonly SkipRule[];
  /** How the router that `oauth()` was given compares paths; undefined for an app. */
  readonly routing: RouterRules | undefined;
  readonly requestProperty: string;
  readonly redisPrefix: string;
  /** The time limit of a Redis command. */
  readonly redisTimeoutMs: number;
  /** The time limit of a call of a session store: a store of the app's own has none itself, and ours needs more than one command. */
  readonly storeTimeoutMs: number;
  /** The time limit of a call of the app's own token store. */
  readonly tokenStoreTimeoutMs: number;
  readonly session: {
    readonly idleSeconds: number;
    readonly absoluteSeconds: number;
    readonly endWithRefreshToken: boolean;
    readonly rememberAddress: boolean;
    /** Without the `__Host-` that comes before it on https. */
    readonly cookieName: string;
    /** Whether the browser talks https to the app; undefined without `baseUrl`, where each request says so. */
    readonly isHttps: boolean | undefined;
  };
  readonly afterLogoutPath: string | undefined;
  /** Whether answers to signed-in users get a `Cache-Control`. */
  readonly cacheControl: boolean;
  readonly providerLogout: boolean;
  readonly revokeTokens: boolean;
  readonly refreshEarlyMs: number;
  readonly clock: Clock;
}

/** The settings that follow from the app and the clients. */
export interface Surroundings {
  production: boolean;
  routing: RouterRules | undefined;
  manyClients: boolean;
}

/** Applies every default. Throws a `ConfigurationError` for an option that is missing here. */
export function settingsOf(options: OAuthOptions, { production, routing, manyClients }: Surroundings): Settings {
  checkStore(options, production);
  const { redisTimeoutMs = 1000, mountPath, refreshEarlySeconds = 30 } = options;
  const baseUrl = baseUrlOf(options, production);
  const basePath = baseUrl?.pathname.replace(/\/+$/, '') ?? '';
  checkAfterLogoutPath(options, { basePath, manyClients });
  return {
    baseUrl,
    basePath,
    secrets: secretsOf(options),
    production,
    instance: options.instance,
    mountPath: mountPath === '/' ? '' : mountPath,
    paths: routePathsOf(options),
    manyClients,
    skip: options.skip ?? [],
    routing,
    requestProperty: options.requestProperty ?? 'auth',
    redisPrefix: options.redisPrefix ?? 'oauth:',
    redisTimeoutMs,
    storeTimeoutMs: 2 * redisTimeoutMs,
    tokenStoreTimeoutMs: 5 * redisTimeoutMs,
    session: sessionSettingsOf(options, baseUrl && baseUrl.protocol === 'https:'),
    afterLogoutPath: options.afterLogoutPath,
    cacheControl: options.cacheControl ?? true,
    providerLogout: options.providerLogout ?? true,
    revokeTokens: options.revokeTokens ?? true,
    refreshEarlyMs: refreshEarlySeconds * 1000,
    clock: options.clock ?? Date.now,
  };
}

function sessionSettingsOf({ session = {} }: OAuthOptions, isHttps: boolean | undefined): Settings['session'] {
  const { idleSeconds = DAY_SECONDS, absoluteSeconds = 7 * DAY_SECONDS, cookieName = 'sid' } = session;
  return {
    idleSeconds,
    absoluteSeconds,
    endWithRefreshToken: session.endWithRefreshToken ?? false,
    rememberAddress: session.rememberAddress ?? false,
    cookieName,
    isHttps,
  };
}

/** As far as it is known where the router is mounted. */
function checkAfterLogoutPath(
  options: OAuthOptions,
  { basePath, manyClients }: { basePath: string; manyClients: boolean },
): void {
  const { afterLogoutPath: path, mountPath = '' } = options;
  const prefix = basePath + (mountPath === '/' ? '' : mountPath);
  if (path === undefined) return;
  const isOwn = isRoutePath(path, { paths: routePathsOf(options), prefix, manyClients });
  if (!isOwn && isBelow(path, basePath)) return;
  throw new ConfigurationError(
    `oauth(): option "afterLogoutPath" takes ${landingRule.takes}, got ${describeValue(path)}`,
  );
}

function checkStore({ redis, records, dangerously }: OAuthOptions, production: boolean): void {
  if (!production || redis !== undefined || records !== undefined) return;
  if (dangerously?.includes(allowMemoryInProduction)) return;
  throw new ConfigurationError(
    'oauth(): option "redis" is required in production, got undefined: sessions would be lost at every restart',
    { hint: 'Pass a redis:// address, or for a demonstration `dangerously: [allowMemoryInProduction]`' },
  );
}

function baseUrlOf({ baseUrl }: OAuthOptions, production: boolean): URL | undefined {
  if (baseUrl === undefined) {
    if (!production) return undefined;
    throw new ConfigurationError(
      'oauth(): option "baseUrl" is required in production, got undefined: visitors choose the Host header',
      { hint: 'Pass the address that the users see, such as "https://app.example.com"' },
    );
  }
  const url = new URL(baseUrl);
  if (production && url.protocol === 'http:' && !isLoopback(url.hostname)) warnOfPlainHttp();
  return url;
}

function secretsOf({ secret, redis, records }: OAuthOptions): readonly string[] {
  if (secret !== undefined) return typeof secret === 'string' ? [secret] : [...secret];
  if (redis === undefined && records === undefined) return [randomBytes(32).toString('base64url')];
  throw new ConfigurationError(
    'oauth(): option "secret" is required with a store that outlives the process, got undefined',
    { hint: 'Make one with `openssl rand -base64 32`, and keep it with your other secrets' },
  );
}
