/** What a provider issued at a login (RFC 6749, section 5.1). */
export interface TokenSet {
  accessToken: string;
  /** `bearer`, in lower case. */
  tokenType: string;
  refreshToken?: string;
  idToken?: string;
  /** When the access token ends, in milliseconds since the epoch; absent when the provider does not say. */
  expiresAt?: number;
}
