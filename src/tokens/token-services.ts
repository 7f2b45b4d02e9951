import type { KeyedRecords } from '../records/keyed-records.js';
import type { Events } from '../shared/events.js';
import type { Sealer } from '../shared/sealer.js';
import { AppStoreTokens } from './app-store-tokens.js';
import type { ClientFinder } from './client-finder.js';
import { KeptTokens } from './kept-tokens.js';
import { SessionTokens } from './session-tokens.js';
import { TokenRefresher } from './token-refresher.js';
import { TokenRepository } from './token-repository.js';
import { TokenRevoker } from './token-revoker.js';
import type { TokenStore } from './token-store.js';
import { UnwrittenTokens } from './unwritten-tokens.js';
import { UserTokens } from './user-tokens.js';

/** The parts of this layer. */
export interface TokenServices {
  readonly repository: TokenRepository;
  readonly refresher: TokenRefresher;
  readonly revoker: TokenRevoker;
  /** The tokens in the app's own store, for jobs. */
  readonly ofUsers: UserTokens;
}

/** The parts that the token services need. */
export interface TokenServicesOptions extends KeyedRecords {
  sealer: Sealer;
  events: Events;
  clients: ClientFinder;
  /** The app's own store, if it has one, and the time limit of each call of it. */
  store: TokenStore | undefined;
  storeTimeoutMs: number;
  /** Whether the records were away within the last minute. */
  wasAway: () => boolean;
  /** The life of tokens beside a session. */
  seconds: number;
  /** How long before its end an access token is renewed. */
  earlyMs: number;
  /** Whether tokens are revoked at the provider when nobody can use them any more. */
  revokes: boolean;
}

export function tokenServices(options: TokenServicesOptions): TokenServices {
  const { records, prefix, sealer, clock, events, clients, store, storeTimeoutMs, seconds, earlyMs, revokes } = options;
  const { wasAway } = options;
  const sessionTokens = new SessionTokens({ records, prefix, sealer, clock, seconds });
  const unwritten = new UnwrittenTokens();
  const kept = new KeptTokens({ records, sealer, seconds });
  const storeTokens =
    store && new AppStoreTokens({ store, timeoutMs: storeTimeoutMs, records, prefix, kept, unwritten });
  const repository = new TokenRepository({ sessionTokens, storeTokens, records });
  const emit: Events['emitEvent'] = (event, ...payload) => events.emitEvent(event, ...payload);
  const refresher = new TokenRefresher({ records, earlyMs, clock, revokes, emit, unwritten, wasAway });
  return {
    repository,
    refresher,
    revoker: new TokenRevoker({ repository, clients, events, revokes }),
    ofUsers: new UserTokens({ repository, refresher, clients }),
  };
}
