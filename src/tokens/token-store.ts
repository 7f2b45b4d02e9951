import type { TokenSet } from '../protocol/token-set.js';

/** Whose tokens: the user at one provider. */
export interface TokenKey {
  /** The name of the client. */
  client: string;
  /** `<client name>:<the provider's user id>`. */
  ident: string;
  /**
   * The ident of the user who has connected this account; absent for the tokens of a sign-in. It is a part of the key: two users
   * may have connected the same account, or one of them may sign in with it.
   */
  connectedTo?: string;
}

/**
 * An app's own place for tokens, such as a table in its database: so that a job calls the provider's API when nobody is
 * there. Tokens are not sealed: encrypt them at rest. A rejection means that the store did not answer.
 */
export interface TokenStore {
  /** The tokens of a user, or undefined. */
  load(key: TokenKey): Promise<TokenSet | undefined>;
  /**
   * Replaces the tokens of a user, every field: called at a sign-in, and once after each refresh that brought something new, by the
   * process that did it.
   */
  save(key: TokenKey, tokens: TokenSet): Promise<void>;
  /** Removes the tokens of a user. */
  remove(key: TokenKey): Promise<void>;
}
