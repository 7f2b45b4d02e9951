import type { Request, RequestHandler } from 'express';
import type { Clock } from '../clock.js';
import type { Client } from '../protocol/client.js';
import type { Sealer } from '../sealer.js';
import type { Transactions } from '../session/transactions.js';
import type { TokenKeeper } from '../tokens/token-keeper.js';
import type { TokenPlaces } from '../tokens/token-places.js';
import type { Events } from './events.js';
import type { Hooks } from './hooks.js';
import type { SkipRule } from './skip.js';

/** The paths of our routes, relative to where the router is mounted. */
export interface RoutePaths {
  login: string;
  redirect: string;
  logout: string;
  error: string;
}

/** All that the routes need: what `oauth()` made of its options. */
export interface Context {
  clients: ReadonlyMap<string, Client>;
  /** Whether an array of clients was given: then each has a redirect URI of its own. */
  manyClients: boolean;
  hooks: Hooks;
  paths: RoutePaths;
  baseUrl: URL | undefined;
  mountPath: string | undefined;
  production: boolean;
  providerLogout: boolean;
  skip: readonly SkipRule[];
  sessions: RequestHandler;
  sessionCookie: string;
  absoluteSeconds: number;
  storeTimeoutMs: number;
  transactions: Transactions;
  tokens: TokenPlaces;
  keeper: TokenKeeper;
  /** Whether the provider is asked to take tokens back when a session ends. */
  revokeTokens: boolean;
  /** Whether a session ends when its tokens cannot be renewed any more. */
  endWithRefreshToken: boolean;
  sealer: Sealer;
  events: Events;
  clock: Clock;
  /**
   * Where the router was when a request came in: later, in the app's own routers, `req.baseUrl` is theirs. A request that is
   * not here has not been through `enter` yet: the routes and the guard may be mounted one by one, in either order.
   */
  mounts: WeakMap<Request, string>;
}
