import type { Application, IRouter } from 'express';
import { Clients } from './http/clients.js';
import { guardOf } from './http/guard/beforeware.js';
import type { RouterRules } from './http/guard/router-rules.js';
import { claimMountedPath, registerHandlers } from './http/instances.js';
import { Transactions } from './http/login/transactions.js';
import { routerAndGuard } from './http/router-and-guard.js';
import { routes } from './http/routes.js';
import type { Services } from './http/services.js';
import { oauthHandle, type OAuth } from './oauth-handle.js';
import { checkOAuthOptions, type OAuthOptions } from './options.js';
import type { Client } from './protocol/client.js';
import { openRecords } from './records/open-records.js';
import type { RecordStore } from './records/record-store.js';
import { sessionServices } from './sessions/session-services.js';
import { settingsOf, type Settings } from './settings.js';
import { describeValue } from './shared/check-options.js';
import { ConfigurationError } from './shared/errors.js';
import { Events } from './shared/events.js';
import { Sealer } from './shared/sealer.js';
import { Tickets } from './shared/ticket.js';
import { tokenServices } from './tokens/token-services.js';

/**
 * Signs the users of an Express app in with a provider. Mounts the session, `/login`, `/redirect`, `/logout` and `/error`, and
 * a guard in front of everything that is mounted later: so call it before the app's own routes.
 *
 * `app` is an application or a router; null mounts nothing (then `app.use(auth.router)` and `app.use(auth.beforeware)`).
 * `client` is one client, or an array: then each has a redirect URI of its own, `/redirect/<name>`.
 * `Info` is the type of further claims that the app expects, `State` of its own state in login links.
 * Throws a `ConfigurationError` for a wrong option, at once.
 */
export function oauth<Info extends object = object, State = unknown>(
  app: IRouter | null,
  client: Client | readonly Client[],
  options: OAuthOptions<Info, State> = {},
): OAuth<Info, State> {
  checkOAuthOptions(options);
  checkApp(app, options);
  const clients = new Clients(client);
  const surroundings = { production: isProduction(app), routing: routingOf(app), manyClients: clients.areMany };
  const settings = settingsOf(options, surroundings);
  clients.checkPaths(settings.paths);
  const { records, close, wasAway } = openRecords({
    records: options.records,
    redis: options.redis,
    timeoutMs: settings.redisTimeoutMs,
    clock: settings.clock,
  });
  const services = servicesOf(options, { settings, clients, records, wasAway });
  if (app) claimMountedPath(app, services);
  const own = routes(services);
  const { router } = own;
  const guard = guardOf(services, router);
  const both = routerAndGuard(services, own, guard);
  registerHandlers(services, [router, guard.beforeware, both]);
  if (app) app.use(both);
  const { beforeware } = guard;
  return oauthHandle<Info, State>(services, { router, beforeware, close: closeAfter(services, close) });
}

interface ServiceParts {
  settings: Settings;
  clients: Clients;
  records: RecordStore;
  wasAway: () => boolean;
}

/** A renewal that is under way still has to write its tokens. */
function closeAfter({ sessions }: Services, close: () => void): () => void {
  const { refresher } = sessions.tokens;
  return () => (refresher.isBusy ? void refresher.settled().then(close) : close());
}

function servicesOf(options: OAuthOptions, { settings, clients, records, wasAway }: ServiceParts): Services {
  const { clock, redisPrefix: prefix, secrets, storeTimeoutMs } = settings;
  const sealer = new Sealer(secrets);
  const events = new Events();
  const common = { records, prefix, sealer, clock, events, clients };
  const tokens = tokenServices({
    ...common,
    wasAway,
    store: options.tokenStore,
    storeTimeoutMs: settings.tokenStoreTimeoutMs,
    seconds: settings.session.absoluteSeconds,
    earlyMs: settings.refreshEarlyMs,
    revokes: settings.revokeTokens,
  });
  return {
    settings,
    clients,
    sessions: sessionServices({ ...common, secrets, tokens, settings: { ...settings.session, storeTimeoutMs } }),
    transactions: new Transactions(common),
    tickets: new Tickets(sealer, clock),
    hooks: options,
    events,
    clock,
  };
}

function checkApp(app: unknown, { mountPath }: { mountPath?: string | undefined }): void {
  if (app !== null && !(typeof app === 'function' && 'use' in app))
    throw new ConfigurationError(`oauth() takes an Express app, a router or null first, got ${describeValue(app)}`);
  if (app === null || mountPath === undefined) return;
  throw new ConfigurationError('oauth(): option "mountPath" is for a router that is mounted by hand, got an app too', {
    hint: 'Leave "mountPath" out; or pass null in place of the app, and mount auth.router there',
  });
}

/** How a router compares paths. An app's settings say so, and may still change. */
function routingOf(app: IRouter | null): RouterRules | undefined {
  if (!app || isApplication(app)) return undefined;
  const { caseSensitive, strict } = app as { caseSensitive?: unknown; strict?: unknown };
  return { caseSensitive: caseSensitive === true, strict: strict === true };
}

/** Either of the two is enough: `NODE_ENV`, or the setting of the app. */
function isProduction(app: IRouter | null): boolean {
  return process.env['NODE_ENV'] === 'production' || (isApplication(app) && app.get('env') === 'production');
}

function isApplication(app: IRouter | null): app is Application {
  return app !== null && 'settings' in app;
}
