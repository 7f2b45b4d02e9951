/** An authorization request that is about to be made. */
export interface AuthorizationRequest {
  state: string;
  redirectUri: string;
  /** Scopes beside the client's own. */
  scope: readonly string[];
  /** Further authorization parameters, such as `login_hint`. */
  parameters: Readonly<Record<string, string>>;
}

/** What an authorization request fixes; the response must meet it. */
export interface Pinned {
  codeVerifier: string;
  /** OpenID Connect: the issuer that the request went to. */
  issuer?: string;
  /** OpenID Connect: what the ID token must repeat. */
  nonce?: string;
  /** OpenID Connect: how many seconds ago the user may have authenticated, when that was asked. */
  maxAge?: number;
}

/** Where the browser goes, and what to remember until it is back. */
export interface AuthorizationStart {
  url: URL;
  pinned: Pinned;
}

/** An authorization response (RFC 6749, section 4.1.2) with what its request fixed. */
export interface AuthorizationResponse {
  parameters: URLSearchParams;
  state: string;
  redirectUri: string;
  pinned: Pinned;
}

/** Whom the provider vouches for, and the tokens it issued. */
export interface Identity {
  /** The provider's stable id of the user. */
  subject: string;
  info: Record<string, unknown> & { sub: string; raw: Record<string, unknown> };
  scope: string[];
  tokens: {
    accessToken: string;
    tokenType: string;
    refreshToken?: string;
    idToken?: string;
    expiresAt?: number;
  };
}

/** A way to end the provider's own session. */
export interface EndSessionRequest {
  idToken: string | undefined;
  postLogoutRedirectUri: string;
}

/**
 * Our registration at one provider, ready to sign users in: what `oidc()`, `oauth2()`, `google()` and `github()` return
 * and `oauth()` takes.
 */
export interface Client {
  /** Its name: the first part of every ident, and the last of its login path. */
  readonly name: string;
  /** What the button says: "Sign in with …". */
  readonly label: string;
  /** Which protocol it speaks. */
  readonly protocol: 'oidc' | 'oauth2';
  /** The authorization parameters that make the provider offer another account. */
  readonly otherAccount: Readonly<Record<string, string>>;
  /** Makes the authorization request. */
  authorize(request: AuthorizationRequest): Promise<AuthorizationStart>;
  /** Checks the authorization response, exchanges the code, and says who signed in. */
  identify(response: AuthorizationResponse): Promise<Identity>;
  /** Where to end the provider's session (OIDC RP-Initiated Logout 1.0, section 2); undefined when it has no such place. */
  endSessionUrl(request: EndSessionRequest): Promise<URL | undefined>;
}
