import type { TokenSet } from '../protocol/token-set.js';

/** Tokens as they were read: `version` is told again at the next write, so that nothing newer is written over. */
export interface HeldTokens {
  tokens: TokenSet;
  version: string;
}

/** One place where a token set is: a session's record, or the app's own store. */
export interface TokenHolder {
  /** Names the place over all processes. */
  readonly key: string;
  load(): Promise<HeldTokens | undefined>;
  /** Puts new tokens in the place of those that were read; tells whether those were still there. */
  swap(held: HeldTokens, next: TokenSet): Promise<boolean>;
}
