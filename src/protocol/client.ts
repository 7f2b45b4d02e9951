import type { JWK } from 'jose';
import type { ApiCall } from './transport/api-call.js';
import type { AuthorizationParameters } from './options/client-options.js';
import type { LogoutToken } from './oidc/logout-token.js';
import type { TokenSet } from './token-set.js';

/** An authorization request that is about to be made. */
export interface AuthorizationRequest {
  /** The state to send (RFC 6749, section 4.1.1). */
  state: string;
  /** The redirect URI to send. */
  redirectUri: string;
  /** Scopes beside the client's own. */
  scope: readonly string[];
  /** Further authorization parameters, such as `login_hint`. */
  parameters: AuthorizationParameters;
}

/** What an authorization request fixes; the response must meet it. */
export interface PendingChecks {
  /** The scopes that were asked for. */
  scope?: string[];
  /** OAuth 2.0: proves that who exchanges the code asked for it (RFC 7636). */
  codeVerifier?: string;
  /** OAuth 1.0a: what the authorization was asked for with (RFC 5849, section 2.1). */
  temporaryCredentials?: { token: string; secret: string };
  /** OpenID Connect: the issuer that the request went to. */
  issuer?: string;
  /** OpenID Connect: what the ID token must repeat. */
  nonce?: string;
  /** OpenID Connect: the classes of authentication of which one was essential. */
  acr?: string[];
  /** The private key that the tokens will be bound to (RFC 9449). */
  dpopKey?: JWK;
  /** OpenID Connect: how many seconds before the request the user may have authenticated, when that was asked; and when it was made. */
  maxAge?: { seconds: number; from: number };
}

/** Where the browser goes, and what to remember until it is back. */
export interface AuthorizationStart {
  /** Where the browser goes. */
  url: URL;
  /** What to remember until it is back. */
  pendingChecks: PendingChecks;
}

/** An authorization response (RFC 6749, section 4.1.2) with what its request fixed. */
export interface AuthorizationResponse {
  /** What came back, each parameter once. */
  parameters: URLSearchParams;
  /** The state that was sent. */
  state: string;
  /** The redirect URI that was sent. */
  redirectUri: string;
  /** What the request fixed. */
  pendingChecks: PendingChecks;
}

/** When and how a user authenticated at the provider. */
export interface Authentication {
  /** `auth_time`, in milliseconds since the epoch. */
  at?: number | undefined;
  /** `acr`: the class of the authentication. */
  acr?: string | undefined;
  /** `amr`: its methods. */
  amr?: string[] | undefined;
}

/** Whom the provider vouches for, and the tokens it issued. */
export interface Identity {
  /** The provider's stable id of the user. */
  subject: string;
  /** Who it is, in the claim names of OpenID Connect, with the provider's own answer as `raw`. */
  info: Record<string, unknown> & { sub: string; raw: Record<string, unknown> };
  /** The groups of the user, where they were asked for and told. */
  groups?: string[] | undefined;
  /** The scopes that were granted. */
  scope: string[];
  /** What the provider issued. */
  tokens: TokenSet;
  /** OpenID Connect: when and how the user authenticated, as far as the ID token says (OIDC Core, section 2). */
  authentication?: Authentication | undefined;
  /** OpenID Connect: the session at the provider, where the ID token names one (OIDC Back-Channel Logout 1.0, section 2.1). */
  providerSession?: { issuer: string; sid: string } | undefined;
}

/** A way to end the provider's own session. */
export interface EndSessionRequest {
  /** The ID token of the login: it tells the provider who signs out. */
  idToken: string | undefined;
  /** Where the provider sends the browser afterwards. */
  postLogoutRedirectUri: string;
}

/**
 * Our registration at one provider, ready to sign users in: what `oidc()`, `oauth2()`, `oauth1()` and the catalogue return
 * and `oauth()` takes.
 */
export interface Client {
  /** Its name: the first part of every ident, and the last of its login path. */
  readonly name: string;
  /** What the button says: "Sign in with …". */
  readonly label: string;
  /** OpenID Connect: the issuer, by which a login that the provider begins names it (OIDC Core, section 4). */
  readonly issuer?: string | undefined;
  /**
   * Our registration at the provider: the issuer and the client id. Without an issuer, the endpoint that issues the tokens stands for it.
   * Two clients of different names may share one registration.
   */
  readonly registration: string;
  /** Which protocol it speaks. */
  readonly protocol: 'oidc' | 'oauth2' | 'oauth1';
  /** The authorization parameters that make the provider offer another account. */
  readonly otherAccount: AuthorizationParameters;
  /** Makes the authorization request. */
  authorize(request: AuthorizationRequest): Promise<AuthorizationStart>;
  /**
   * Tells whether an authorization response is a success or a refusal, as far as can be seen before any signature is checked. Throws a
   * `CallbackError`, code `ERR_OAUTH_CODE_MISSING`, when it is neither.
   */
  checkResponse(parameters: URLSearchParams): 'success' | 'refusal';
  /** Checks the authorization response, exchanges the code, and says who signed in. */
  identify(response: AuthorizationResponse): Promise<Identity>;
  /** Where to end the provider's session (OIDC RP-Initiated Logout 1.0, section 2); undefined when it has no such place. */
  endSessionUrl(request: EndSessionRequest): Promise<URL | undefined>;
  /**
   * Renews a token set that has a refresh token (RFC 6749, section 6). `subject` is whose it is: a new ID token must say the same
   * (OIDC Core, section 12.2). Rejects with a `ProviderError` when the provider refuses.
   */
  refresh(tokens: TokenSet, subject: string): Promise<TokenSet>;
  /** Takes a token set back (RFC 7009); resolves to false when the provider has no place for that. */
  revoke(tokens: TokenSet): Promise<boolean>;
  /** Asks what a token is worth (RFC 7662); resolves to undefined when the provider has no place for that. */
  introspect(token: string): Promise<Record<string, unknown> | undefined>;
  /**
   * OpenID Connect: checks a logout token, and says whom it signs out. Rejects with a `CallbackError`, code
   * `ERR_OAUTH_LOGOUT_TOKEN`. (OIDC Back-Channel Logout 1.0, section 2.6)
   */
  logoutToken?(token: string): Promise<LogoutToken>;
  /** The address of a path of the provider's API. Throws a `ConfigurationError` for an origin that is not the provider's. */
  apiTarget(path: string | URL): URL;
  /** Calls the provider's API, with a token set or without. */
  call(call: ApiCall, tokens: TokenSet | undefined): Promise<Response>;
}
