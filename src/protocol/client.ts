import type { JWK } from 'jose';
import type { OAuthError } from '../shared/errors.js';
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
  /** Scopes in addition to the client's own. */
  scope: readonly string[];
  /** More authorization parameters, such as `login_hint`. */
  parameters: AuthorizationParameters;
}

/** The values of an authorization request that its response is checked against. */
export interface PendingChecks {
  /** The scopes that were requested in addition to the client's own. */
  scope?: string[];
  /** OAuth 2.0: the verifier that proves that the code was requested by us (RFC 7636). */
  codeVerifier?: string;
  /** OAuth 1.0a: the temporary credentials of the request (RFC 5849, section 2.1). */
  temporaryCredentials?: { token: string; secret: string };
  /** OpenID Connect: the issuer that the request was sent to, if its metadata states another one than the client's options. */
  issuer?: string;
  /** OpenID Connect: the nonce that the ID token must repeat. */
  nonce?: string;
  /** OpenID Connect: the authentication classes of which the request demanded one, if these are not those of the client's options. */
  acr?: string[];
  /** The private key that the tokens will be bound to (RFC 9449). */
  dpopKey?: JWK;
  /** OpenID Connect: the requested `max_age`, and when the request was made, in milliseconds since the epoch. */
  maxAge?: { seconds: number; from: number };
  /** Whether the provider was asked to show no page: `prompt=none` (OIDC Core, section 3.1.2.1). */
  silent?: true;
}

/** The start of an authorization: where to send the browser, and what to keep until it comes back. */
export interface AuthorizationStart {
  /** The address to send the browser to. */
  url: URL;
  /** The values to check the response against. */
  pendingChecks: PendingChecks;
}

/** An authorization response (RFC 6749, section 4.1.2), with the values of its request. */
export interface AuthorizationResponse {
  /** The parameters of the response, each of them once. */
  parameters: URLSearchParams;
  /** The state that was sent. */
  state: string;
  /** The redirect URI that was sent. */
  redirectUri: string;
  /** The values to check the response against. */
  pendingChecks: PendingChecks;
}

/** When and how a user authenticated at the provider. */
export interface Authentication {
  /** `auth_time`, in milliseconds since the epoch. */
  at?: number | undefined;
  /** `acr`: the authentication class. */
  acr?: string | undefined;
  /** `amr`: the authentication methods. */
  amr?: string[] | undefined;
}

/** The user that the provider has identified, and the tokens that it issued. */
export interface Identity {
  /** The provider's stable id of the user. */
  subject: string;
  /** The user's claims, by their names in OpenID Connect, with the provider's own answer as `raw`. */
  info: Record<string, unknown> & { sub: string; raw: Record<string, unknown> };
  /** The groups of the user, when they were requested and could be read. */
  groups?: string[] | undefined;
  /** The granted scopes. */
  scope: string[];
  /** The tokens that the provider issued. */
  tokens: TokenSet;
  /** OpenID Connect: when and how the user authenticated, if the ID token says so (OIDC Core, section 2). */
  authentication?: Authentication | undefined;
  /** OpenID Connect: the session at the provider, if the ID token names one (OIDC Back-Channel Logout 1.0, section 2.1). */
  providerSession?: { issuer: string; sid: string } | undefined;
}

/** A request to end the provider's own session. */
export interface EndSessionRequest {
  /** The ID token of the login. It tells the provider who signs out. One that is too long for an address is not sent. */
  idToken: string | undefined;
  /** Where the provider sends the browser afterwards. */
  postLogoutRedirectUri: string;
  /** Comes back with the browser, as a parameter of that address. */
  state: string;
}

/** The result of a refresh that the provider has answered. */
export interface RefreshResult {
  /** The tokens from now on. They are stored, whatever the `error` says. */
  tokens: TokenSet;
  /** Why the call fails, if it does: the answer cannot be used, or the provider asks to wait. */
  error?: OAuthError | undefined;
  /** How long the provider must not be asked again, in milliseconds. */
  retryAfterMs?: number | undefined;
}

/** The refusal in an authorization response (RFC 6749, section 4.1.2.1). */
export interface VisibleRefusal {
  /** The code. */
  error: string;
  /** The provider's words. */
  description?: string | undefined;
}

/** Signs users in with one provider. `oidc()`, `oauth2()`, `oauth1()` and the catalogue return clients; `oauth()` takes them. */
export interface Client {
  /** The name: the first part of every ident, and the last part of the login path. */
  readonly name: string;
  /** The text of the button after "Sign in with". */
  readonly label: string;
  /** OpenID Connect: the issuer. A login that the provider begins names the client by it (OIDC Core, section 4). */
  readonly issuer?: string | undefined;
  /**
   * Our registration at the provider: the issuer and the client id. Without an issuer, the endpoint that issues the tokens stands for it.
   * Two clients of different names may share one registration.
   */
  readonly registration: string;
  /** The protocol. */
  readonly protocol: 'oidc' | 'oauth2' | 'oauth1';
  /** How long a caller waits for the provider, in milliseconds: the option `timeoutSeconds`. */
  readonly timeoutMs: number;
  /** The authorization parameters with which the provider offers another account. */
  readonly otherAccount: AuthorizationParameters;
  /** Creates the authorization request. */
  authorize(request: AuthorizationRequest): Promise<AuthorizationStart>;
  /**
   * Tells whether an authorization response is a success or a refusal, as far as it is visible before any signature is checked. Throws a
   * `CallbackError`, code `ERR_OAUTH_CODE_MISSING`, when it is neither.
   */
  checkResponse(parameters: URLSearchParams): 'success' | 'refusal';
  /** Reads the refusal in an authorization response; undefined when it has none, or is signed (JARM, section 2.1). */
  readRefusal?(parameters: URLSearchParams): VisibleRefusal | undefined;
  /**
   * Checks the response to a pending login, exchanges the code, and identifies the user. A response with neither a code nor an error is a
   * cancellation: it rejects with a `ProviderError`, code `ERR_OAUTH_ACCESS_DENIED`.
   */
  identify(response: AuthorizationResponse): Promise<Identity>;
  /** The address that ends the provider's session (OIDC RP-Initiated Logout 1.0, section 2); undefined when the provider has none. */
  endSessionUrl(request: EndSessionRequest): Promise<URL | undefined>;
  /**
   * Refreshes a token set that has a refresh token (RFC 6749, section 6). `subject` is the user it belongs to: a new ID token must name the
   * same (OIDC Core, section 12.2). It takes up to 60 seconds, whatever `timeoutMs` is: an answer may bring the only refresh token
   * that still works. Rejects with a `ProviderError` when the provider refuses, and with a `ProviderUnavailableError` when
   * nobody knows whether the refresh token was used; then it can be sent again.
   */
  refresh(tokens: TokenSet, subject: string): Promise<RefreshResult>;
  /** Revokes a token set (RFC 7009); resolves to false when the provider has no revocation endpoint. */
  revoke(tokens: TokenSet): Promise<boolean>;
  /** Introspects a token (RFC 7662); resolves to undefined when the provider has no introspection endpoint. */
  introspect(token: string): Promise<Record<string, unknown> | undefined>;
  /**
   * OpenID Connect: verifies a logout token, and tells who is signed out. Rejects with a `CallbackError`, code
   * `ERR_OAUTH_LOGOUT_TOKEN`. (OIDC Back-Channel Logout 1.0, section 2.6)
   */
  logoutToken?(token: string): Promise<LogoutToken>;
  /** Resolves a path of the provider's API. Throws a `ConfigurationError` for an origin that is not the provider's. */
  apiTarget(path: string | URL): URL;
  /** Calls the provider's API, with a token set or without. */
  call(call: ApiCall, tokens: TokenSet | undefined): Promise<Response>;
}
