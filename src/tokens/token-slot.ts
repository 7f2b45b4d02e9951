import type { TokenSet } from '../protocol/token-set.js';

/** Tokens as they were read: `version` is told again at the next write, so that nothing newer is written over. */
export interface StoredTokens {
  tokens: TokenSet;
  version: string;
}

/** One place where a token set is: a session's record, or the app's own store. */
export interface TokenSlot {
  /** Names the place over all processes. */
  readonly key: string;
  load(): Promise<StoredTokens | undefined>;
  /** Puts new tokens in the place of those that were read; tells whether those were still there. */
  swap(held: StoredTokens, next: TokenSet): Promise<boolean>;
}
