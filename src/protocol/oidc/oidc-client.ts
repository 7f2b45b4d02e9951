import * as openid from 'openid-client';
import type {
  AuthorizationRequest,
  AuthorizationResponse,
  AuthorizationStart,
  Client,
  EndSessionRequest,
  Identity,
  RefreshResult,
  VisibleRefusal,
} from '../client.js';
import { checkResponse, readVisibleRefusal } from '../oauth2/check-response.js';
import { secretsOf } from '../oauth2/secrets-of.js';
import { translateErrors } from '../oauth2/translate-errors.js';
import type { AuthorizationParameters } from '../options/client-options.js';
import type { OidcOptions } from '../options/oidc-options.js';
import type { TokenSet } from '../token-set.js';
import type { ApiCall } from '../transport/api-call.js';
import { identifyUser } from './identify-user.js';
import type { LogoutToken } from './logout-token.js';
import { setUpOidc, type OidcSetup } from './oidc-setup.js';
import { refreshTokens } from './refresh-tokens.js';
import { requestAuthorization } from './request-authorization.js';
import type { SecurityProfile } from './security-profile.js';

/** A longer ID token fits into no address. */
const MAX_HINT_LENGTH = 4000;

/** A client of an OpenID Connect provider. */
export class OidcClient implements Client {
  readonly protocol = 'oidc';
  readonly name: string;
  readonly label: string;
  readonly issuer: string;
  readonly registration: string;
  readonly timeoutMs: number;
  readonly otherAccount: AuthorizationParameters;
  readonly #setup: OidcSetup;

  constructor(options: OidcOptions, profile: SecurityProfile) {
    this.#setup = setUpOidc(options, profile);
    this.name = this.#setup.connection.name;
    this.label = this.#setup.connection.label;
    this.issuer = options.issuer;
    this.registration = JSON.stringify([options.issuer, options.clientId]);
    this.timeoutMs = this.#setup.connection.timeoutMs;
    this.otherAccount = options.otherAccount ?? { prompt: 'login' };
  }

  authorize(request: AuthorizationRequest): Promise<AuthorizationStart> {
    return requestAuthorization(this.#setup, request);
  }

  checkResponse(parameters: URLSearchParams): 'success' | 'refusal' {
    return checkResponse(parameters, { client: this.name, fixes: this.#setup.options.fixes });
  }

  readRefusal(parameters: URLSearchParams): VisibleRefusal | undefined {
    return readVisibleRefusal(parameters, this.#setup.options.fixes);
  }

  identify(response: AuthorizationResponse): Promise<Identity> {
    return identifyUser(this.#setup, response);
  }

  async endSessionUrl({ idToken, postLogoutRedirectUri, state }: EndSessionRequest): Promise<URL | undefined> {
    const { provider, options } = this.#setup;
    const config = await provider.configuration();
    if (config.serverMetadata().end_session_endpoint === undefined) return undefined;
    return translateErrors({ stage: 'discovery', client: this.name, secrets: secretsOf(options) }, () =>
      openid.buildEndSessionUrl(config, {
        post_logout_redirect_uri: postLogoutRedirectUri,
        state,
        // Without it, the client id says who asks, which openid-client sends always.
        ...(idToken === undefined || idToken.length > MAX_HINT_LENGTH ? {} : { id_token_hint: idToken }),
      }),
    );
  }

  refresh(tokens: TokenSet, subject: string): Promise<RefreshResult> {
    return refreshTokens(this.#setup, tokens, subject);
  }

  async revoke(tokens: TokenSet): Promise<boolean> {
    const { provider, requests } = this.#setup;
    return requests.revoke(await provider.configuration(), tokens);
  }

  async introspect(token: string): Promise<Record<string, unknown> | undefined> {
    const { provider, requests } = this.#setup;
    return requests.introspect(await provider.configuration(), token);
  }

  logoutToken(token: string): Promise<LogoutToken> {
    return this.#setup.provider.verifyLogoutToken(token);
  }

  apiTarget(path: string | URL): URL {
    return this.#setup.requests.apiTarget(path);
  }

  call(call: ApiCall, tokens: TokenSet | undefined): Promise<Response> {
    return this.#setup.requests.call(call, tokens);
  }
}
