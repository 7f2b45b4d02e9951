import type { JWK } from 'jose';

/** What a provider issued (RFC 6749, section 5.1; RFC 5849, section 2.3). */
export interface TokenSet {
  /** The access token; with OAuth 1.0a the token of the token credentials. */
  accessToken: string;
  /** `bearer`, in lower case; `dpop` when it is bound to a key; `oauth1` with OAuth 1.0a. */
  tokenType: string;
  /** What gets a new access token, when the provider issued one. */
  refreshToken?: string;
  /** Whether the refresh token is of an earlier login of this user: so are the ID tokens that it brings. */
  isCarriedOver?: true;
  /** The ID token, when there is one: of the login, or of the last refresh that brought one. */
  idToken?: string;
  /** When the access token was issued, in milliseconds since the epoch. */
  issuedAt: number;
  /** When a refresh brought it, in milliseconds since the epoch; absent in the tokens of a login. */
  renewedAt?: number;
  /** When the access token ends, in milliseconds since the epoch; absent when the provider does not say. */
  expiresAt?: number;
  /** The private key that the access token is bound to, when it is: without it the token is of no use. (RFC 9449) */
  dpopKey?: JWK;
  /** OAuth 1.0a: the secret that belongs to the access token. */
  tokenSecret?: string;
  /** What the provider wants to be told again when the token is renewed (the option `responseParameters`). */
  responseParameters?: Record<string, string>;
  /** Whether the provider has refused to renew it: then a new sign-in is needed once it ends. */
  dead?: true;
}

/** A token set after a refresh: what the answer does not bring stays (RFC 6749, section 6). */
export function renewed({ expiresAt: _ended, isCarriedOver, ...kept }: TokenSet, issued: TokenSet): TokenSet {
  // With an ID token of the refresh token's own login the next one can be compared again.
  const isStill = isCarriedOver && issued.idToken === undefined ? { isCarriedOver } : {};
  return { ...kept, ...isStill, ...issued, renewedAt: issued.issuedAt };
}
