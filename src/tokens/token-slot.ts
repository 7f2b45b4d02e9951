import type { Client } from '../protocol/client.js';
import type { TokenSet } from '../protocol/token-set.js';
import type { SessionHandle } from '../records/session-handle.js';

/** Says which tokens are meant: of whom, from which client, and of which session. */
export interface TokenAddress {
  session: SessionHandle;
  ident: string;
  client: Client;
  /** The ident of the user who has connected this further account; undefined for the tokens of a sign-in. */
  connectedTo?: string | undefined;
  /** How long tokens beside a session last, in seconds. Default is the absolute limit of sessions. */
  lifeSeconds?: number | undefined;
}

/** Tokens as they were read. `version` is passed to the next write, so that newer tokens are not overwritten. */
export interface StoredTokens {
  tokens: TokenSet;
  version: string;
  /** Whether a renewal that began before they were moved here will bring their refresh token. */
  isRenewedElsewhere?: boolean | undefined;
}

/** The place of one token set: beside a session, or in the app's own store. */
export interface TokenSlot {
  readonly ident: string;
  /** The client that renews the tokens. */
  readonly client: Client;
  /** Names the slot over all processes. */
  readonly key: string;
  /**
   * The newest tokens. In the app's own store, those that `suffices` accepts are given at once, without a look at newer ones that the store
   * did not take.
   */
  load(suffices?: (tokens: TokenSet) => boolean): Promise<StoredTokens | undefined>;
  /** Replaces the tokens that were read by new ones; tells whether they were still there. */
  swap(stored: StoredTokens, next: TokenSet): Promise<boolean>;
  /** The slot that the tokens were moved to, or that goes on with their refresh token, if there is one. */
  findSuccessor?(): Promise<TokenSlot | undefined>;
}
