import type { KeyedRecords } from '../records/keyed-records.js';
import type { Clock } from '../shared/clock.js';
import type { Events } from '../shared/events.js';
import type { Sealer } from '../shared/sealer.js';
import type { ClientFinder } from '../tokens/client-finder.js';
import type { TokenServices } from '../tokens/token-services.js';
import { AppSessions } from './app-sessions.js';
import { EndedSessions } from './ended-sessions.js';
import { OwnSessions } from './own-sessions.js';
import { ParallelSignIns } from './parallel-sign-ins.js';
import { RecentLogouts } from './recent-logouts.js';
import { SessionDirectory } from './session-directory.js';
import { cookieReader, type SessionReader } from './session-reader.js';
import { SessionStore } from './session-store.js';
import { UsedTokens } from './used-tokens.js';

/** The parts of this layer. */
export interface SessionServices {
  /** The ways to find the session of a request, in the order in which they are tried. */
  readonly readers: readonly SessionReader[];
  /** Sessions in our own store. */
  readonly own: OwnSessions;
  /** Sessions in the store of an express-session of the app's own. */
  readonly app: AppSessions;
  readonly ended: EndedSessions;
  readonly directory: SessionDirectory;
  readonly recentLogouts: RecentLogouts;
  readonly parallelSignIns: ParallelSignIns;
  readonly usedTokens: UsedTokens;
  readonly tokens: TokenServices;
  readonly clients: ClientFinder;
  readonly events: Events;
  readonly clock: Clock;
  readonly settings: SessionSettings;
  /** Tells other processes that a session has ended, where the store can publish. */
  readonly publishEnd: (session: string) => Promise<void>;
}

/** The settings of sessions. */
interface SessionSettings {
  readonly idleSeconds: number;
  readonly absoluteSeconds: number;
  /** Whether the directory remembers addresses. */
  readonly rememberAddress: boolean;
  /** The name of the cookie on http. */
  readonly cookieName: string;
  /** Whether the browser talks https to the app; undefined where each request says so. */
  readonly isHttps: boolean | undefined;
  /** The time limit of a call of a session store, in milliseconds. */
  readonly storeTimeoutMs: number;
}

/** The parts that the session services need. */
export interface SessionServicesOptions extends KeyedRecords {
  secrets: readonly string[];
  sealer: Sealer;
  events: Events;
  clients: ClientFinder;
  tokens: TokenServices;
  settings: SessionSettings;
}

export function sessionServices(options: SessionServicesOptions): SessionServices {
  const { records, prefix, secrets, sealer, clock, events, clients, tokens, settings } = options;
  const { idleSeconds, absoluteSeconds, storeTimeoutMs: timeoutMs } = settings;
  const seconds = absoluteSeconds;
  const ended = new EndedSessions({ records, prefix, clock, seconds });
  const store = new SessionStore({ records, prefix, idleSeconds, absoluteSeconds, clock, ended });
  const byCookie = cookieReader({ ...settings, store, secrets }, events);
  return {
    readers: [byCookie],
    own: new OwnSessions(store, timeoutMs),
    app: new AppSessions(ended, timeoutMs),
    ended,
    directory: new SessionDirectory({ records, prefix, sealer, clock, seconds }),
    parallelSignIns: new ParallelSignIns({ records, prefix, clock }),
    recentLogouts: new RecentLogouts({ records, prefix, clock }),
    usedTokens: new UsedTokens({ records, prefix, clock }),
    tokens,
    clients,
    events,
    clock,
    settings,
    publishEnd: async (handle) => records.publish?.(`${prefix}ended`, handle),
  };
}
