import { randomBytes } from 'node:crypto';
import session from 'express-session';
import type { IRouter } from 'express';
import type { OAuth } from './oauth-handle.js';
import { describeValue } from './shared/check-options.js';
import { checkClientPaths, checkedClients, clientFor } from './http/clients.js';
import { ConfigurationError } from './shared/errors.js';
import type { Context } from './http/services.js';
import { Events } from './shared/events.js';
import { begin } from './http/login/begin-login.js';
import { fetchStored, revokeStored } from './tokens/user-tokens.js';
import { settled } from './http/response/failure.js';
import { checkedAim, loginLink } from './http/login/login-link.js';
import { logout } from './http/logout/logout.js';
import { stepUp, stepUpIn } from './http/guard/require.js';
import { beforeware, required, routes } from './http/routes.js';
import { sessionsFor } from './sessions/user-sessions.js';
import { allowMemoryInProduction, checkOAuthOptions, routePaths } from './options.js';
import type { RoutingRules } from './http/guard/skip.js';
import type { OAuthOptions } from './options.js';
import type { Client } from './protocol/client.js';
import { isLoopback } from './protocol/options/is-loopback.js';
import { Sealer } from './shared/sealer.js';
import { EndedSessions } from './sessions/ended-sessions.js';
import { TimeLimitedRecords } from './records/time-limited-records.js';
import { MemoryRecords } from './records/memory-records.js';
import { RecentLogouts } from './sessions/recent-logouts.js';
import type { RecordStore } from './records/record-store.js';
import { redisConnection } from './records/redis-connection.js';
import { RedisRecords } from './records/redis-records.js';
import { SessionDirectory } from './sessions/session-directory.js';
import { SessionStore } from './sessions/session-store.js';
import { UsedTokens } from './sessions/used-tokens.js';
import { Transactions } from './http/login/transactions.js';
import { TokenRefresher } from './tokens/token-refresher.js';
import { TokenRepository } from './tokens/token-repository.js';
import { SessionTokens } from './tokens/session-tokens.js';
import { warnOfMemory, warnOfPlainHttp } from './shared/warnings.js';

const DAY_SECONDS = 86_400;

/**
 * Signs the users of an Express app in with a provider. Mounts the session, `/login`, `/redirect`, `/logout` and `/error`, and
 * a guard in front of everything that is mounted later: so call it before the app's own routes.
 *
 * `app` is an application or a router; null mounts nothing (then `app.use(auth.router)` and `app.use(auth.beforeware)`).
 * `client` is one client, or an array: then each has a redirect URI of its own, `/redirect/<name>`.
 * Throws a `ConfigurationError` for a wrong option, at once.
 */
export function oauth(app: IRouter | null, client: Client | readonly Client[], options: OAuthOptions = {}): OAuth {
  checkOAuthOptions(options);
  checkApp(app);
  if (app !== null && options.mountPath !== undefined) throw mountedAlready();
  const production = isProduction(app);
  const clients = checkedClients(client);
  checkClientPaths(pathsOf(options), [...clients.keys()]);
  const { records, close } = recordsOf(options, production);
  const parts = { production, records, clients, manyClients: Array.isArray(client), routing: routingOf(app) };
  const context = contextOf(options, parts);
  const router = routes(context);
  const guard = beforeware(context, router);
  if (app) app.use(router, guard);
  return {
    router,
    beforeware: guard,
    events: context.events,
    sessions: sessionsFor(context),
    require: (requirement) => required(context, requirement),
    stepUp: async (req, res, response) => {
      const asked = stepUpIn(response);
      if (asked) await settled(context, req, res, () => stepUp(context, req, res, asked));
      return asked !== undefined;
    },
    loginLink: (req, link = {}) => loginLink(context, req, link),
    login: (req, res, link = {}) =>
      settled(context, req, res, () =>
        begin(context, req, res, { client: clientFor(clients, link.client), ...checkedAim(req, link) }),
      ),
    logout: (req, res, how = {}) => settled(context, req, res, () => logout(context, req, res, how)),
    fetch: async (user, path, init = {}) => fetchStored(context, user, { path, init }),
    revoke: (user) => revokeStored(context, user),
    close,
  };
}

interface Parts {
  production: boolean;
  records: RecordStore;
  clients: ReadonlyMap<string, Client>;
  manyClients: boolean;
  routing: RoutingRules;
}

function contextOf(options: OAuthOptions, { production, records, clients, manyClients, routing }: Parts): Context {
  const { redisTimeoutMs = 1000, clock = Date.now, session: { absoluteSeconds = 7 * DAY_SECONDS } = {} } = options;
  const baseUrl = baseUrlOf(options, production);
  const secrets = secretsOf(options);
  const sealer = new Sealer(secrets);
  const events = new Events();
  const storage = storageOf(options, { records, sealer, absoluteSeconds, events });
  return {
    clients,
    manyClients,
    hooks: options,
    paths: pathsOf(options),
    baseUrl,
    mountPath: options.mountPath === '/' ? '' : options.mountPath,
    production,
    providerLogout: options.providerLogout ?? true,
    skip: options.skip ?? [],
    ...sessionsOf(options, { baseUrl, secrets, store: storage.store, absoluteSeconds }),
    absoluteSeconds,
    // A store of the app's own has no limit of its own, and ours needs a moment more than one command.
    storeTimeoutMs: 2 * redisTimeoutMs,
    routing,
    rememberAddress: options.session?.rememberAddress ?? false,
    ...storage,
    revokeTokens: options.revokeTokens ?? true,
    endWithRefreshToken: options.session?.endWithRefreshToken ?? false,
    sealer,
    events,
    clock,
    entered: new WeakMap(),
  };
}

interface StorageParts {
  records: RecordStore;
  sealer: Sealer;
  absoluteSeconds: number;
  events: Events;
}

/** All that is kept in the records. */
function storageOf(options: OAuthOptions, { records, sealer, absoluteSeconds: seconds, events }: StorageParts) {
  const { redisPrefix: prefix = 'oauth:', redisTimeoutMs = 1000, clock = Date.now } = options;
  const { idleSeconds = DAY_SECONDS } = options.session ?? {};
  const { tokenStore, refreshEarlySeconds = 30, revokeTokens: revokes = true } = options;
  const vault = new SessionTokens({ records, prefix, sealer, seconds });
  return {
    store: new SessionStore({ records, prefix, idleSeconds, absoluteSeconds: seconds, clock }),
    transactions: new Transactions({ records, prefix, sealer, clock }),
    ended: new EndedSessions({ records, prefix, clock, seconds }),
    directory: new SessionDirectory({ records, prefix, sealer, clock, seconds }),
    recentLogouts: new RecentLogouts({ records, prefix, clock }),
    usedTokens: new UsedTokens({ records, prefix, clock }),
    tokens: new TokenRepository({ vault, store: tokenStore, storeTimeoutMs: 5 * redisTimeoutMs, prefix, records }),
    keeper: new TokenRefresher({
      records,
      earlyMs: refreshEarlySeconds * 1000,
      clock,
      revokes,
      tell: (what, whose) => events.tell(what, whose),
    }),
  };
}

interface SessionParts {
  baseUrl: URL | undefined;
  secrets: string[];
  store: SessionStore;
  absoluteSeconds: number;
}

function sessionsOf(options: OAuthOptions, { baseUrl, secrets, store, absoluteSeconds }: SessionParts) {
  const https = baseUrl?.protocol === 'https:';
  const name = options.session?.cookieName ?? 'sid';
  const sessionCookie = https ? `__Host-${name}` : name;
  const sessions = session({
    name: sessionCookie,
    secret: secrets,
    resave: false,
    saveUninitialized: false,
    store,
    // The cookie lasts as long as a session can; when it ends is the store's to say.
    cookie: { path: '/', httpOnly: true, sameSite: 'lax', secure: https || 'auto', maxAge: absoluteSeconds * 1000 },
  });
  return { sessions, sessionCookie };
}

function pathsOf(options: OAuthOptions): Context['paths'] {
  const paths = routePaths(options);
  return {
    login: paths.loginPath,
    redirect: paths.redirectPath,
    logout: paths.logoutPath,
    error: paths.errorPath,
    backchannelLogout: paths.backchannelLogoutPath,
    frontchannelLogout: paths.frontchannelLogoutPath,
  };
}

function checkApp(app: unknown): void {
  if (app === null || (typeof app === 'function' && 'use' in app)) return;
  throw new ConfigurationError(`oauth() takes an Express app, a router or null first, got ${describeValue(app)}`);
}

function mountedAlready(): ConfigurationError {
  return new ConfigurationError('oauth(): option "mountPath" is for a router that is mounted by hand, got an app too', {
    hint: 'Leave "mountPath" out; or pass null in place of the app, and mount auth.router there',
  });
}

/** How a router compares paths; an app says so by its settings, which may still change. */
function routingOf(app: IRouter | null): RoutingRules {
  const { caseSensitive, strict } = (app ?? {}) as { caseSensitive?: unknown; strict?: unknown };
  return { caseSensitive: caseSensitive === true, strict: strict === true };
}

function isProduction(app: IRouter | null): boolean {
  if (app && 'settings' in app) return (app as unknown as { get(name: string): unknown }).get('env') === 'production';
  return process.env['NODE_ENV'] === 'production';
}

function recordsOf(options: OAuthOptions, production: boolean): { records: RecordStore; close: () => void } {
  const timeoutMs = options.redisTimeoutMs ?? 1000;
  if (options.records) {
    const hint = 'Look at what the option "records" does';
    return { records: new TimeLimitedRecords(options.records, { timeoutMs, hint }), close: () => undefined };
  }
  if (options.redis !== undefined) {
    const { redis, close } = redisConnection(options.redis, timeoutMs);
    const hint = 'Look at the Redis server that the option "redis" names, and at the network between';
    return { records: new TimeLimitedRecords(new RedisRecords(redis), { timeoutMs, hint }), close };
  }
  if (production && !options.dangerously?.includes(allowMemoryInProduction)) {
    throw new ConfigurationError(
      'oauth(): option "redis" is required in production, got undefined: sessions would be lost at every restart',
      {
        hint: 'Pass a redis:// address, or for a demonstration `dangerously: [allowMemoryInProduction]`',
      },
    );
  }
  warnOfMemory();
  return { records: new MemoryRecords(options.clock ?? Date.now), close: () => undefined };
}

function baseUrlOf({ baseUrl }: OAuthOptions, production: boolean): URL | undefined {
  if (baseUrl !== undefined) return spokenTo(new URL(baseUrl), production);
  if (!production) return undefined;
  throw new ConfigurationError(
    'oauth(): option "baseUrl" is required in production, got undefined: the Host header is what the visitor says it is',
    {
      hint: 'Pass the address that the users see, such as "https://app.example.com"',
    },
  );
}

function spokenTo(baseUrl: URL, production: boolean): URL {
  if (production && baseUrl.protocol === 'http:' && !isLoopback(baseUrl.hostname)) {
    warnOfPlainHttp();
  }
  return baseUrl;
}

function secretsOf({ secret, redis, records }: OAuthOptions): string[] {
  if (secret !== undefined) return typeof secret === 'string' ? [secret] : [...secret];
  if (redis === undefined && records === undefined) return [randomBytes(32).toString('base64url')];
  throw new ConfigurationError(
    'oauth(): option "secret" is required with a store that outlives the process, got undefined',
    {
      hint: 'Make one with `openssl rand -base64 32`, and keep it with your other secrets',
    },
  );
}
