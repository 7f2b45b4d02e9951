import type { Request, RequestHandler } from 'express';
import type { Clock } from '../shared/clock.js';
import type { Client } from '../protocol/client.js';
import type { Sealer } from '../shared/sealer.js';
import type { EndedSessions } from '../sessions/ended-sessions.js';
import type { RecentLogouts } from '../sessions/recent-logouts.js';
import type { SessionDirectory } from '../sessions/session-directory.js';
import type { SessionStore } from '../sessions/session-store.js';
import type { Transactions } from './login/transactions.js';
import type { UsedTokens } from '../sessions/used-tokens.js';
import type { TokenRefresher } from '../tokens/token-refresher.js';
import type { TokenRepository } from '../tokens/token-repository.js';
import type { Auth } from '../sessions/auth.js';
import type { Events } from '../shared/events.js';
import type { Hooks } from './hooks/hooks.js';
import type { RoutingRules, SkipRule } from './guard/skip.js';

/** The paths of our routes, relative to where the router is mounted. */
export interface RoutePaths {
  login: string;
  redirect: string;
  logout: string;
  error: string;
  backchannelLogout: string;
  frontchannelLogout: string;
}

/** What is known of a request once it has been through `enter`. */
export interface Entered {
  /** Where the router is mounted: later, in the app's own routers, `req.baseUrl` is theirs. */
  mount: string;
  /** When it came, in milliseconds since the epoch. */
  at: number;
  /** Whether it came through the router, which answers what is ours. */
  isRouted: boolean;
  /** What was put into `req.auth`: another one there now is not ours. */
  auth?: Auth | undefined;
  /** Whether the app was asked about this user, and still welcomes them. */
  isWelcome?: boolean;
  /** Whether the session is of an express-session that the app set up itself. */
  hasForeignSession: boolean;
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
  ended: EndedSessions;
  /** How the router that `oauth()` was given compares paths; its app may be stricter, not laxer. */
  routing: RoutingRules;
  /** Our own store of sessions; an app may have another one. */
  store: SessionStore;
  directory: SessionDirectory;
  /** The logouts that providers told lately. */
  recentLogouts: RecentLogouts;
  /** The logout tokens that were used. */
  usedTokens: UsedTokens;
  /** Whether the directory remembers addresses. */
  rememberAddress: boolean;
  tokens: TokenRepository;
  keeper: TokenRefresher;
  /** Whether the provider is asked to take tokens back when a session ends. */
  revokeTokens: boolean;
  /** Whether a session ends when its tokens cannot be renewed any more. */
  endWithRefreshToken: boolean;
  sealer: Sealer;
  events: Events;
  clock: Clock;
  /** The requests that have been through `enter`: the routes and the guard may be mounted one by one, in either order. */
  entered: WeakMap<Request, Entered>;
}
