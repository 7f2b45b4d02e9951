export { oauth } from './oauth.js';
export type { OAuth } from './http/oauth-handle.js';
export { allowMemoryInProduction } from './options.js';
export type { OAuthOptions, SessionOptions } from './options.js';
export { oidc } from './protocol/oidc.js';
export type { OidcOptions } from './protocol/oidc-options.js';
export { oauth2 } from './protocol/oauth2.js';
export type { OAuth2Options } from './protocol/oauth2-options.js';
export { oauth1 } from './protocol/oauth1.js';
export type { OAuth1Options } from './protocol/oauth1-options.js';
export type { SignatureMethod } from './protocol/oauth1-signer.js';
export type { ClaimNames, ClaimSource } from './protocol/user-claims.js';
export { allowInsecureRequests } from './protocol/client-options.js';
export type { AuthorizationParameters, ClientOptions } from './protocol/client-options.js';
export type {
  AuthenticatedRequest,
  ClientAuthentication,
  ClientAuthenticator,
} from './protocol/client-authentication.js';
export type { PrivateKey } from './protocol/private-key.js';
export type { Fix, Fixed, ProviderFixes, TokenRequest } from './protocol/provider-fixes.js';
export type { Fetch } from './protocol/bounded-fetch.js';
export type { ApiCall, ApiInit, TokenPlacement } from './protocol/api-call.js';
export type { TokenSet } from './protocol/token-set.js';
export type {
  AuthorizationRequest,
  AuthorizationResponse,
  AuthorizationStart,
  Client,
  EndSessionRequest,
  Identity,
  Pinned,
} from './protocol/client.js';
export * from './providers/providers.js';
export { apple } from './providers/apple.js';
export type { AppleOptions } from './providers/apple.js';
export type { ProviderFactory, ProviderOptions } from './providers/provider-client.js';
export type { LogoutToken } from './protocol/logout-token.js';
export type { GroupsRule } from './protocol/groups.js';
export type { Auth, Connection, ProviderAccess } from './http/auth.js';
export type { EventMap, Events } from './http/events.js';
export type { Answer, Awaitable, Hooks, SignInContext, Verdict } from './http/hooks.js';
export type { LoginLinkOptions } from './http/login-link.js';
export type { StoredUser } from './http/stored-tokens.js';
export type { LogoutOptions } from './http/logout.js';
export type { ErrorView, LoginView, LogoutView } from './http/pages/views.js';
export type { Requirement } from './http/require.js';
export type { Authentication } from './protocol/client.js';
export type { Sessions, UserSession } from './http/sessions.js';
export type { SkipRule } from './http/skip.js';
export type { AppSession, ConnectedAccount, SignIn, UserInfo } from './session/signed-in-session.js';
export type { AppState } from './session/transactions.js';
export type { RecordStore } from './session/record-store.js';
export type { TokenKey, TokenStore } from './tokens/token-store.js';
export type { Clock } from './clock.js';
export {
  CallbackError,
  ConfigurationError,
  isOAuthError,
  NotSignedInError,
  OAuthError,
  ProviderError,
  ProviderUnavailableError,
  SessionError,
} from './errors.js';
export type { OAuthErrorCode, OAuthErrorOptions, ProviderErrorOptions } from './errors.js';
