export { oauth } from './oauth.js';
export type { OAuth } from './oauth-handle.js';
export { allowMemoryInProduction } from './options.js';
export type { OAuthOptions, SessionOptions } from './options.js';
export { oidc } from './protocol/oidc/oidc.js';
export type { OidcOptions } from './protocol/options/oidc-options.js';
export { oauth2 } from './protocol/oauth2/oauth2.js';
export type { OAuth2Options } from './protocol/options/oauth2-options.js';
export { oauth1 } from './protocol/oauth1/oauth1.js';
export type { OAuth1Options } from './protocol/options/oauth1-options.js';
export type { SignatureMethod } from './protocol/oauth1/oauth1-signer.js';
export type { ClaimNames, ClaimSource } from './protocol/user/claim-source.js';
export { allowInsecureRequests } from './protocol/options/client-options.js';
export type { AuthorizationParameters, ClientOptions } from './protocol/options/client-options.js';
export type {
  AuthenticatedRequest,
  ClientAuthentication,
  ClientAuthenticator,
} from './protocol/options/client-authentication.js';
export type { PrivateKey } from './protocol/options/private-key.js';
export type { Fix, Fixed } from './protocol/transport/apply-fix.js';
export type {
  ProviderFixes,
  ResponseParameters,
  TokenErrorContext,
  TokenRequest,
} from './protocol/transport/provider-fixes.js';
export type { Fetch } from './protocol/transport/bounded-fetch.js';
export type { ApiCall, ApiInit, TokenPlacement } from './protocol/transport/api-call.js';
export type { TokenSet } from './protocol/token-set.js';
export type {
  AuthorizationRequest,
  AuthorizationResponse,
  AuthorizationStart,
  Client,
  EndSessionRequest,
  Identity,
  PendingChecks,
  RefreshResult,
  VisibleRefusal,
} from './protocol/client.js';
export * from './providers/catalogue.js';
export type { AppleOptions } from './providers/apple.js';
export type { ProviderFactory, ProviderOptions } from './providers/provider-client.js';
export type { LogoutToken } from './protocol/oidc/logout-token.js';
export type { GroupsRule } from './protocol/user/groups.js';
export type { Account, AccountDetails, UserInfo } from './sessions/account.js';
export type { Auth, Connection } from './sessions/auth.js';
export type { ProviderAccess } from './tokens/provider-access.js';
export { requireUser, userOf } from './http/request/user-of.js';
export type { EventMap, Events, SignOutReason } from './shared/events.js';
export type { Answer, Awaitable, Hooks, SignInContext, HookResult } from './http/hooks/hooks.js';
export type { LoginLinkOptions } from './http/login/login-options.js';
export type { StoredUser } from './tokens/user-tokens.js';
export type { LogoutOptions } from './http/logout/logout-options.js';
export type { PathOptions } from './http/request/route-paths.js';
export type { ErrorView, LoginView, LogoutView } from './http/pages/views.js';
export type { Requirement } from './http/guard/requirement.js';
export type { Authentication } from './protocol/client.js';
export type { EndAllOptions, Sessions, UserSession } from './sessions/user-sessions.js';
export type { SkipRule } from './http/guard/skip.js';
export type { AppSession, ConnectedAccount, SignIn, StepUp } from './sessions/session-data.js';
export type { AppState } from './http/login/transactions.js';
export type { ProviderSessionId } from './records/record-keys.js';
export type { FieldWrite, RecordStore } from './records/record-store.js';
export type { RedisClient, RedisPipeline } from './records/redis-client.js';
export type { TokenKey, TokenStore } from './tokens/token-store.js';
export type { Clock } from './shared/clock.js';
export {
  CallbackError,
  ConfigurationError,
  isOAuthError,
  NotSignedInError,
  OAuthError,
  ProviderError,
  ProviderUnavailableError,
  SessionError,
} from './shared/errors.js';
export type { OAuthErrorCode, OAuthErrorOptions, OAuthErrorReason, ProviderErrorOptions } from './shared/errors.js';
