import type { JWK } from 'jose';
import * as openid from 'openid-client';
import { checkOptions } from '../../shared/check-options.js';
import type { Clock } from '../../shared/clock.js';
import type { ApiCall } from '../transport/api-call.js';
import type { Fetch } from '../transport/bounded-fetch.js';
import type { OAuthError } from '../../shared/errors.js';
import { authorizationUrl } from './authorization-request.js';
import type {
  AuthorizationRequest,
  AuthorizationResponse,
  AuthorizationStart,
  Client,
  EndSessionRequest,
  Identity,
} from '../client.js';
import { apiOf, authorizationParameters, registration, scopeList, tokensOf } from '../transport/provider-connection.js';
import type { Registration } from '../transport/provider-connection.js';
import { checkApiTransport, checkIssuer, checkTransport } from '../options/client-options.js';
import type { AuthorizationParameters } from '../options/client-options.js';
import { checkAuthentication, clientAuthentication, secretsOf } from '../options/client-authentication.js';
import { checkSameIssuer, exchangeCode, withoutKey } from './code-exchange.js';
import { checkResponse } from '../oauth2/check-response.js';
import { DPoP } from '../oauth2/dpop.js';
import { clientMetadata } from './client-metadata.js';
import { groupsOf } from '../user/groups.js';
import {
  authenticationAsked,
  authenticationOf,
  checkedClaims,
  checkRefreshedIdToken,
  claimsAboutUser,
  noIdToken,
  ofAnotherLogin,
} from './id-token.js';
import { checkedLogoutToken } from './logout-token.js';
import type { LogoutToken } from './logout-token.js';
import { oidcRules } from '../options/oidc-options.js';
import type { OidcOptions } from '../options/oidc-options.js';
import { importedOnce } from '../options/private-key.js';
import { ProviderDocuments } from './provider-documents.js';
import { checkProvider, FAPI_ALGORITHMS, metadataFor, securityProfile } from './security-profile.js';
import type { SecurityProfile } from './security-profile.js';
import { joinedSubject } from '../user/subject.js';
import { allClaimsOf, together } from '../user/user-claims.js';
import { userInResponse } from '../user/user-in-response.js';
import { TokenRequests } from '../oauth2/token-requests.js';
import type { TokenResponse } from '../oauth2/token-requests.js';
import type { TokenSet } from '../token-set.js';
import { upstreamError } from '../oauth2/upstream-error.js';
import type { Stage } from '../oauth2/upstream-error.js';

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
  return new OidcClient(options, securityProfile(options));
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
  readonly #profile: SecurityProfile;
  readonly #dpop = new DPoP();
  readonly #signingKey: () => Promise<openid.PrivateKey>;

  constructor(options: OidcOptions, profile: SecurityProfile) {
    this.#options = options;
    this.#profile = profile;
    this.#signingKey = importedOnce(options.privateKey ?? {});
    const fetch = this.#dpop.learning(options.fetch);
    const label = options.name ?? new URL(options.issuer).host;
    this.#registration = registration({ ...options, fetch }, { name: 'oidc', label });
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
      dpop: this.#dpop,
    });
    this.#documents = new ProviderDocuments({
      ...this.#registration,
      issuer: options.issuer,
      metadata: options.metadata,
      jwks: options.jwks,
      fixes: options.fixes ?? {},
      clock: this.#clock,
      algorithms: profile.isFapi ? FAPI_ALGORITHMS : undefined,
      dangerously: options.dangerously,
    });
  }

  async authorize(request: AuthorizationRequest): Promise<AuthorizationStart> {
    const config = await this.#configuration();
    const metadata = config.serverMetadata();
    this.#checkProvider(config);
    const { responseMode, requestAlg: alg, pushes } = this.#profile;
    const codeVerifier = openid.randomPKCECodeVerifier();
    const nonce = this.#options.nonce === false ? undefined : openid.randomNonce();
    const { scope: own = 'email profile', groups } = this.#options;
    const scope = scopeList(['openid', own, groups?.scope, ...request.scope].join(' '));
    const parameters = authorizationParameters(this.#options.authorizationParams, request.parameters, {
      redirect_uri: request.redirectUri,
      scope: scope.join(' '),
      state: request.state,
      ...(nonce === undefined ? {} : { nonce }),
      code_challenge: await openid.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      ...(responseMode === undefined ? {} : { response_mode: responseMode }),
    });
    const dpopKey = await this.#newKey(config);
    const way = {
      signing: alg === undefined ? undefined : { key: await this.#signingKey(), alg },
      pushes: pushes !== 'never' && 'pushed_authorization_request_endpoint' in metadataFor(this.#profile, metadata),
      dpop: dpopKey && (await this.#dpop.handle(config, dpopKey)),
    };
    const url = await this.#at('authorization request', () => authorizationUrl(config, parameters, way));
    return {
      url,
      pendingChecks: {
        codeVerifier,
        scope,
        issuer: metadata.issuer,
        ...(nonce === undefined ? {} : { nonce }),
        ...(dpopKey && { dpopKey }),
        ...authenticationAsked(parameters, this.#clock()),
      },
    };
  }

  checkResponse(parameters: URLSearchParams): 'success' | 'refusal' {
    return checkResponse(parameters, this.name);
  }

  async identify(response: AuthorizationResponse): Promise<Identity> {
    const config = await this.#configuration();
    checkSameIssuer(config.serverMetadata().issuer, response, this.name);
    this.#checkProvider(config);
    const { dpopKey } = response.pendingChecks;
    if (this.#profile.dpop && dpopKey === undefined) throw withoutKey(this.name);
    const dpop = dpopKey && (await this.#dpop.handle(config, dpopKey));
    const tokens = await this.#exchangeCode(config, response, dpop);
    const claims = this.#checkedClaims(tokens, response.pendingChecks.acr);
    if (!claims) throw noIdToken(this.name);
    const subject = this.#subjectOf(claims);
    const userInfo = await this.#userInfo(config, { accessToken: tokens.access_token, subject: claims.sub, dpop });
    const raw = {
      ...(this.#options.userInResponse === true && !this.#profile.isSigned ? userInResponse(response.parameters) : {}),
      ...together(claimsAboutUser(claims), userInfo),
    };
    const { claims: names = {}, groups } = this.#options;
    const set: TokenSet = { ...tokensOf(tokens, this.#clock()), ...(dpopKey && { dpopKey }) };
    return {
      subject,
      info: { ...allClaimsOf(raw, names), sub: subject, raw },
      groups: groups && (await groupsOf(groups, raw, this.#requests.asking(set))),
      // RFC 6749, section 5.1: left out, it is what was asked for.
      scope: tokens.scope === undefined ? (response.pendingChecks.scope ?? []) : scopeList(tokens.scope),
      tokens: set,
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
    // Tokens of before the option become bound ones at their first renewal.
    const dpopKey = tokens.dpopKey ?? (await this.#newKey(config));
    return this.#requests.refresh(config, { ...tokens, ...(dpopKey && { dpopKey }) }, (response) => {
      const claims = this.#checkedClaims(response);
      if (!claims) return;
      if (this.#subjectOf(claims) !== subject) throw ofAnotherLogin(this.name);
      checkRefreshedIdToken(claims, tokens.idToken, this.name);
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
    const { clientId } = this.#options;
    const metadata = clientMetadata(this.#options);
    return this.#at('discovery', () => this.#documents.configuration(clientId, metadata, this.#authentication));
  }

  #checkProvider(config: openid.Configuration): void {
    // What is turned on at the provider now is seen at the next login.
    const lacks = () => this.#documents.distrustMetadata();
    checkProvider(config.serverMetadata(), this.#profile, { client: this.name, lacks });
  }

  async #exchangeCode(
    config: openid.Configuration,
    response: AuthorizationResponse,
    dpop: openid.DPoPHandle | undefined,
  ): Promise<TokenResponse> {
    const { isSigned } = this.#profile;
    const keys: Fetch = (url, init) => this.#documents.responseKeys(url, init);
    const how = { client: this.name, clock: this.#clock, isSigned, keys, dpop, secrets: secretsOf(this.#options) };
    try {
      return await exchangeCode(config, response, how);
    } catch (error) {
      // The key may have been replaced under the same name: then the next login finds the new one.
      const { code } = error as OAuthError;
      if (code === 'ERR_OAUTH_ID_TOKEN') this.#documents.distrustKeys('login');
      if (isSigned && code === 'ERR_OAUTH_RESPONSE_INVALID') this.#documents.distrustKeys('response');
      throw error;
    }
  }

  /** The claims of an ID token that passes all checks; undefined when there is none. */
  #checkedClaims(tokens: TokenResponse, acr?: string[]): openid.IDToken | undefined {
    return checkedClaims(tokens, { clientId: this.#options.clientId, client: this.name, now: this.#clock(), acr });
  }

  async #userInfo(
    config: openid.Configuration,
    { accessToken, subject, dpop }: { accessToken: string; subject: string; dpop: openid.DPoPHandle | undefined },
  ): Promise<Record<string, unknown>> {
    if (this.#options.fetchUser === false || config.serverMetadata().userinfo_endpoint === undefined) return {};
    const how = dpop ? { DPoP: dpop } : {};
    return this.#at('user info', () => openid.fetchUserInfo(config, accessToken, subject, how));
  }

  /** The key of new tokens, where they are to be bound. */
  async #newKey(config: openid.Configuration): Promise<JWK | undefined> {
    const listed = config.serverMetadata()['dpop_signing_alg_values_supported'];
    return this.#profile.dpop ? this.#dpop.newKey(listed) : undefined;
  }

  #subjectOf(claims: Record<string, unknown>): string {
    return joinedSubject(claims, this.#options.subjectClaims ?? ['sub'], this.name);
  }

  async #at<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw upstreamError(error, { stage, client: this.name, secrets: secretsOf(this.#options) });
    }
  }
}
