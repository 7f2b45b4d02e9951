import type { JWK } from 'jose';

/** The tokens that a provider issued (RFC 6749, section 5.1; RFC 5849, section 2.3). */
export interface TokenSet {
  /** The access token; with OAuth 1.0a, the token of the token credentials. */
  accessToken: string;
  /** `bearer`, in lower case; `dpop` when it is bound to a key; `oauth1` with OAuth 1.0a. */
  tokenType: string;
  /** The refresh token, when the provider issued one. */
  refreshToken?: string;
  /** Whether the refresh token is from an earlier login of this user. The ID tokens that it brings are of that login, too. */
  isCarriedOver?: true;
  /** The ID token, when there is one: of the login, or of the last refresh that brought one. */
  idToken?: string;
  /** The `nonce` in the ID token of the login, if a refresh has brought another ID token. */
  nonce?: string;
  /** The `auth_time` in the newest ID token that had one, in seconds since the epoch, if a refresh has brought another ID token. */
  authTime?: number;
  /** When the access token was issued, in milliseconds since the epoch. */
  issuedAt: number;
  /** When the last refresh was, in milliseconds since the epoch; absent in the tokens of a login. */
  renewedAt?: number;
  /** When the access token expires, in milliseconds since the epoch; absent when the provider does not say. */
  expiresAt?: number;
  /** The private key that the access token is bound to. A bound token is useless without it. (RFC 9449) */
  dpopKey?: JWK;
  /** OAuth 1.0a: the secret that belongs to the access token. */
  tokenSecret?: string;
  /** The registration that it was issued to, where it is in an app's own token store: it is sent to no other. */
  registration?: string;
  /** Parameters of the authorization response that the provider expects again at a refresh (the option `responseParameters`). */
  responseParameters?: Record<string, string>;
  /** Whether the provider has refused to refresh it. The user then has to sign in again once it expires. */
  dead?: true;
}
