import * as openid from 'openid-client';
import { checkOptions } from '../check-options.js';
import type { Clock } from '../clock.js';
import type { ApiCall } from './api-call.js';
import { CallbackError } from '../errors.js';
import type {
  AuthorizationRequest,
  AuthorizationResponse,
  AuthorizationStart,
  Client,
  EndSessionRequest,
  Identity,
  Pinned,
} from './client.js';
import {
  apiOf,
  authorizationParameters,
  checkBearer,
  registration,
  scopeList,
  tokensOf,
} from './client-registration.js';
import type { Registration } from './client-registration.js';
import { checkApiTransport, checkIssuer, checkTransport } from './client-options.js';
import type { AuthorizationParameters } from './client-options.js';
import { checkAuthentication, clientAuthentication, secretsOf, usesMutualTls } from './client-authentication.js';
import { groupsOf } from './groups.js';
import { authenticationOf, checkIdToken, checkRefreshedIdToken, ofAnotherLogin } from './id-token.js';
import { checkAccessTokenHash } from './id-token-hash.js';
import { checkedLogoutToken } from './logout-token.js';
import type { LogoutToken } from './logout-token.js';
import { oidcRules } from './oidc-options.js';
import type { OidcOptions } from './oidc-options.js';
import { ProviderDocuments } from './provider-documents.js';
import { joinedSubject } from './subject.js';
import { allClaimsOf, together } from './user-claims.js';
import { userInResponse } from './user-in-response.js';
import { TokenRequests } from './token-requests.js';
import type { TokenSet } from './token-set.js';
import { upstreamError } from './upstream-error.js';
import type { Stage } from './upstream-error.js';

/** Claims of an ID token that are about the token, not about the user (OIDC Core, section 2). */
const TOKEN_CLAIMS = new Set(['iss', 'aud', 'exp', 'iat', 'nbf', 'jti', 'nonce', 'azp', 'at_hash', 'c_hash', 's_hash']);

/**
 * A client of an OpenID Connect provider. Nothing is asked of the provider until the first login.
 * Throws a `ConfigurationError` for a wrong option. (OIDC Core, section 3.1)
 */
export function oidc(options: OidcOptions): Client {
  checkOptions('oidc()', options, oidcRules);
  checkTransport('oidc()', 'issuer', options.issuer, options);
  checkIssuer('oidc()', options.issuer);
  checkApiTransport('oidc()', options);
  checkAuthentication('oidc()', options);
  return new OidcClient(options);
}

class OidcClient implements Client {
  readonly protocol = 'oidc';
  readonly name: string;
  readonly issuer: string;
  readonly registration: string;
  readonly label: string;
  readonly otherAccount: AuthorizationParameters;
  readonly #options: OidcOptions;
  readonly #clock: Clock;
  readonly #documents: ProviderDocuments;
  readonly #registration: Registration;
  readonly #requests: TokenRequests;
  readonly #authentication: openid.ClientAuth;

  constructor(options: OidcOptions) {
    this.#options = options;
    this.#registration = registration(options, {
      name: 'oidc',
      label: options.name ?? new URL(options.issuer).host,
    });
    this.name = this.#registration.name;
    this.issuer = options.issuer;
    this.registration = JSON.stringify([options.issuer, options.clientId]);
    this.label = this.#registration.label;
    this.otherAccount = options.otherAccount ?? { prompt: 'login' };
    this.#clock = options.clock ?? Date.now;
    this.#authentication = clientAuthentication(options, { unlisted: 'client_secret_basic', audience: 'issuer' });
    this.#requests = new TokenRequests({
      registration: this.#registration,
      api: apiOf(options, [options.issuer]),
      placement: options.tokenPlacement ?? 'header',
      headers: options.apiHeaders ?? {},
      secrets: secretsOf(options),
      clock: this.#clock,
    });
    this.#documents = new ProviderDocuments({
      ...this.#registration,
      issuer: options.issuer,
      metadata: options.metadata,
      jwks: options.jwks,
      fixes: options.fixes ?? {},
      clock: this.#clock,
      dangerously: options.dangerously,
    });
  }

  async authorize(request: AuthorizationRequest): Promise<AuthorizationStart> {
    const config = await this.#configuration();
    const codeVerifier = openid.randomPKCECodeVerifier();
    const nonce = openid.randomNonce();
    const isOnce = this.#options.nonce !== false;
    const scope = scopeList(['openid', this.#scope, this.#options.groups?.scope, ...request.scope].join(' '));
    const parameters = authorizationParameters(this.#options.authorizationParams, request.parameters, {
      redirect_uri: request.redirectUri,
      scope: scope.join(' '),
      state: request.state,
      ...(isOnce ? { nonce } : {}),
      code_challenge: await openid.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      ...(this.#options.responseMode === 'form_post' ? { response_mode: 'form_post' } : {}),
    });
    const metadata = config.serverMetadata();
    const push =
      metadata.pushed_authorization_request_endpoint !== undefined &&
      this.#options.pushedAuthorizationRequests !== false;
    const url = await this.#at('authorization request', async () =>
      push ? openid.buildAuthorizationUrlWithPAR(config, parameters) : openid.buildAuthorizationUrl(config, parameters),
    );
    const maxAge = parameters.get('max_age');
    return {
      url,
      pinned: {
        codeVerifier,
        scope,
        ...(isOnce ? { nonce } : {}),
        issuer: metadata.issuer,
        ...(maxAge === null ? {} : { maxAge: { seconds: Number(maxAge), from: this.#clock() } }),
      },
    };
  }

  async identify(response: AuthorizationResponse): Promise<Identity> {
    const config = await this.#configuration();
    this.#checkIssuer(config, response);
    const tokens = await this.#exchangeCode(config, response);
    const claims = tokens.claims();
    if (!claims || tokens.id_token === undefined) throw noIdToken(this.name);
    const subject = this.#subjectOf(claims);
    checkIdToken(claims, { clientId: this.#options.clientId, client: this.name, now: this.#clock() });
    checkAccessTokenHash(tokens.id_token, claims['at_hash'], tokens.access_token);
    const userInfo = await this.#userInfo(config, tokens.access_token, claims.sub);
    const aboutUser = Object.fromEntries(Object.entries(claims).filter(([name]) => !TOKEN_CLAIMS.has(name)));
    const raw = {
      ...(this.#options.userInResponse === true ? userInResponse(response.parameters) : {}),
      ...together(aboutUser, userInfo),
    };
    const { claims: names = {}, groups } = this.#options;
    return {
      subject,
      info: { ...allClaimsOf(raw, names), sub: subject, raw },
      groups: groups && (await groupsOf(groups, raw, this.#requests.asking(tokens.access_token))),
      // RFC 6749, section 5.1: left out, it is what was asked for.
      scope: tokens.scope === undefined ? (response.pinned.scope ?? []) : scopeList(tokens.scope),
      tokens: tokensOf(tokens, this.#clock()),
      authentication: authenticationOf(claims),
      providerSession: typeof claims['sid'] === 'string' ? { issuer: claims.iss, sid: claims['sid'] } : undefined,
    };
  }

  async endSessionUrl({ idToken, postLogoutRedirectUri }: EndSessionRequest): Promise<URL | undefined> {
    const config = await this.#configuration();
    if (config.serverMetadata().end_session_endpoint === undefined) return undefined;
    return this.#at('discovery', async () =>
      openid.buildEndSessionUrl(config, {
        post_logout_redirect_uri: postLogoutRedirectUri,
        state: openid.randomState(),
        ...(idToken === undefined ? {} : { id_token_hint: idToken }),
      }),
    );
  }

  async refresh(tokens: TokenSet, subject: string): Promise<TokenSet> {
    const config = await this.#configuration();
    const { clientId } = this.#options;
    return this.#requests.refresh(config, tokens, (response) => {
      const claims = response.claims();
      if (!claims || response.id_token === undefined) return;
      if (this.#subjectOf(claims) !== subject) throw ofAnotherLogin(this.name);
      checkRefreshedIdToken(claims, tokens.idToken, this.name);
      checkIdToken(claims, { clientId, client: this.name, now: this.#clock() });
      checkAccessTokenHash(response.id_token, claims['at_hash'], response.access_token);
    });
  }

  async revoke(tokens: TokenSet): Promise<boolean> {
    return this.#requests.revoke(await this.#configuration(), tokens);
  }

  async introspect(token: string): Promise<Record<string, unknown> | undefined> {
    return this.#requests.introspect(await this.#configuration(), token);
  }

  async logoutToken(token: string): Promise<LogoutToken> {
    const server = (await this.#configuration()).serverMetadata();
    const keys = (anew: boolean) => this.#documents.keys(server.jwks_uri ?? '', anew);
    return checkedLogoutToken(token, { server, options: this.#options, client: this.name, now: this.#clock(), keys });
  }

  apiTarget(path: string | URL): URL {
    return this.#requests.apiTarget(path);
  }

  call(call: ApiCall, tokens: TokenSet | undefined): Promise<Response> {
    return this.#requests.call(call, tokens);
  }

  /** The provider's configuration; made anew for each login, from documents that are kept. */
  async #configuration(): Promise<openid.Configuration> {
    const { clientId, idTokenSignedResponseAlg: alg, clockToleranceSeconds = 30 } = this.#options;
    const metadata: Partial<openid.ClientMetadata> = {
      [openid.clockTolerance]: clockToleranceSeconds,
      ...(alg === undefined ? {} : { id_token_signed_response_alg: alg }),
      use_mtls_endpoint_aliases: usesMutualTls(this.#options),
    };
    return this.#at('discovery', () => this.#documents.configuration(clientId, metadata, this.#authentication));
  }

  #checkIssuer(config: openid.Configuration, { pinned }: AuthorizationResponse): void {
    if (config.serverMetadata().issuer === pinned.issuer) return;
    throw new CallbackError('The issuer is another one than when the login began', {
      code: 'ERR_OAUTH_ISSUER_MISMATCH',
      client: this.name,
    });
  }

  async #exchangeCode(config: openid.Configuration, { parameters, state, redirectUri, pinned }: AuthorizationResponse) {
    const responseUrl = new URL(`${redirectUri}?${parameters}`);
    const checks: openid.AuthorizationCodeGrantChecks = {
      expectedState: state,
      pkceCodeVerifier: pinned.codeVerifier ?? '',
      idTokenExpected: true,
      ...(pinned.nonce === undefined ? {} : { expectedNonce: pinned.nonce }),
      ...(pinned.maxAge === undefined ? {} : { maxAge: this.#sinceAuthentication(pinned.maxAge) }),
    };
    // What openid-client finds wrong before it asks the token endpoint is wrong in the authorization response.
    let stage: Stage = 'authorization response';
    const fetch = config[openid.customFetch];
    config[openid.customFetch] = (url, init) => {
      stage = 'token';
      return fetch?.(url, init) ?? Promise.reject(new TypeError('Without a fetch'));
    };
    const secrets = [parameters.get('code'), pinned.codeVerifier, ...secretsOf(this.#options)];
    try {
      const tokens = await openid.authorizationCodeGrant(config, responseUrl, checks);
      checkBearer(tokens, this.name);
      return tokens;
    } catch (error) {
      const failure = upstreamError(error, { stage, client: this.name, secrets });
      // The key may have been replaced under the same name: then the next login finds the new one.
      if (failure.code === 'ERR_OAUTH_ID_TOKEN') this.#documents.distrustKeys();
      throw failure;
    }
  }

  /** The limit is meant for when the login began (OIDC Core, section 3.1.2.1): what the user took since is no part of it. */
  #sinceAuthentication({ seconds, from }: NonNullable<Pinned['maxAge']>): number {
    return seconds + Math.max(0, Math.ceil((this.#clock() - from) / 1000));
  }

  async #userInfo(
    config: openid.Configuration,
    accessToken: string,
    subject: string,
  ): Promise<Record<string, unknown>> {
    if (this.#options.fetchUser === false || config.serverMetadata().userinfo_endpoint === undefined) return {};
    return this.#at('user info', () => openid.fetchUserInfo(config, accessToken, subject));
  }

  #subjectOf(claims: Record<string, unknown>): string {
    return joinedSubject(claims, this.#options.subjectClaims ?? ['sub'], this.name);
  }

  get #scope(): string {
    return this.#options.scope ?? 'email profile';
  }

  async #at<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw upstreamError(error, { stage, client: this.name, secrets: secretsOf(this.#options) });
    }
  }
}

function noIdToken(client: string): CallbackError {
  return new CallbackError('The provider sent no ID token', {
    code: 'ERR_OAUTH_ID_TOKEN',
    status: 502,
    client,
  });
}
