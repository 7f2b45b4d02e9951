import * as openid from 'openid-client';
import { checkOptions } from '../../shared/check-options.js';
import type { Clock } from '../../shared/clock.js';
import type { ApiCall } from '../transport/api-call.js';
import type { Fetch } from '../transport/bounded-fetch.js';
import { ConfigurationError, ProviderUnavailableError } from '../../shared/errors.js';
import type { AuthorizationRequest, AuthorizationResponse, AuthorizationStart, Client, Identity } from '../client.js';
import {
  apiOf,
  authorizationParameters,
  checkTokenType,
  registration,
  scopeList,
  tokensOf,
} from '../transport/provider-connection.js';
import type { Registration } from '../transport/provider-connection.js';
import { checkApiTransport, checkIssuer, checkTransport } from '../options/client-options.js';
import type { AuthorizationParameters } from '../options/client-options.js';
import { checkAuthentication, clientAuthentication, secretsOf } from '../options/client-authentication.js';
import { checkResponse } from './check-response.js';
import { groupsOf } from '../user/groups.js';
import { oauth2Rules } from '../options/oauth2-options.js';
import type { OAuth2Options } from '../options/oauth2-options.js';
import { fixedFetch } from '../transport/provider-fixes.js';
import { checkedSubject } from '../user/subject.js';
import { TokenRequests } from './token-requests.js';
import type { TokenSet } from '../token-set.js';
import { upstreamError } from './upstream-error.js';
import { chosenAddress, claimsOf, isRecord, valueOf } from '../user/user-claims.js';
import type { Stage } from './upstream-error.js';

const ENDPOINTS = [
  'authorizationEndpoint',
  'tokenEndpoint',
  'userinfoEndpoint',
  'emailsEndpoint',
  'revocationEndpoint',
  'introspectionEndpoint',
] as const;

/**
 * A client of a provider that speaks OAuth 2.0 without OpenID Connect. Always with PKCE, whether the provider minds it or not.
 * Throws a `ConfigurationError` for a wrong option. (RFC 6749, section 4.1)
 */
export function oauth2(options: OAuth2Options): Client {
  checkOptions('oauth2()', options, oauth2Rules);
  let insecure = false;
  for (const option of ENDPOINTS) {
    const address = options[option];
    if (address !== undefined && checkTransport('oauth2()', option, address, options)) insecure = true;
  }
  if (options.issuer !== undefined) {
    checkTransport('oauth2()', 'issuer', options.issuer, options);
    checkIssuer('oauth2()', options.issuer);
  }
  checkApiTransport('oauth2()', options);
  checkAuthentication('oauth2()', options);
  checkPlacement(options);
  return new OAuth2Client(options, insecure);
}

function checkPlacement({ tokenPlacement, userinfoEndpoint, userinfoMethod }: OAuth2Options): void {
  if (tokenPlacement !== 'body' || userinfoEndpoint === undefined || userinfoMethod === 'POST') return;
  throw new ConfigurationError(
    'oauth2(): option "tokenPlacement" takes "body" with a user info that is asked for by POST, got "body" with GET',
    { hint: 'Add userinfoMethod: "POST"' },
  );
}

class OAuth2Client implements Client {
  readonly protocol = 'oauth2';
  readonly name: string;
  readonly registration: string;
  readonly label: string;
  readonly otherAccount: AuthorizationParameters;
  readonly #options: OAuth2Options;
  readonly #registration: Registration;
  readonly #config: openid.Configuration;
  readonly #requests: TokenRequests;
  readonly #authentication: openid.ClientAuth;
  readonly #insecure: boolean;
  readonly #clock: Clock;

  constructor(options: OAuth2Options, insecure: boolean) {
    this.#options = options;
    this.#registration = registration(options, { name: options.name, label: options.name });
    this.name = this.#registration.name;
    this.registration = JSON.stringify([options.issuer ?? options.tokenEndpoint, options.clientId]);
    this.label = this.#registration.label;
    this.otherAccount = options.otherAccount ?? {};
    this.#clock = options.clock ?? Date.now;
    this.#insecure = insecure;
    // The issuer, where there is none, is a name that nobody else knows.
    const audience = options.issuer === undefined ? 'token endpoint' : 'issuer';
    this.#authentication = clientAuthentication(options, { unlisted: 'client_secret_post', audience });
    this.#config = this.#configuration();
    this.#requests = new TokenRequests({
      registration: this.#registration,
      api: apiOf(options, options.userinfoEndpoint === undefined ? [] : [options.userinfoEndpoint]),
      placement: options.tokenPlacement ?? 'header',
      headers: options.apiHeaders ?? {},
      secrets: secretsOf(options),
      clock: this.#clock,
    });
  }

  async authorize(request: AuthorizationRequest): Promise<AuthorizationStart> {
    const codeVerifier = openid.randomPKCECodeVerifier();
    const { scope: own = '', scopeSeparator = ' ', groups } = this.#options;
    const scopes = scopeList([own, groups?.scope, ...request.scope].join(' '));
    const scope = scopes.join(scopeSeparator);
    const parameters = authorizationParameters(this.#options.authorizationParams, request.parameters, {
      ...(scope === '' ? {} : { scope }),
      redirect_uri: request.redirectUri,
      state: request.state,
      code_challenge: await openid.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    });
    const url = openid.buildAuthorizationUrl(this.#config, parameters);
    return { url, pendingChecks: { codeVerifier, scope: scopes } };
  }

  checkResponse(parameters: URLSearchParams): 'success' | 'refusal' {
    return checkResponse(parameters, this.name);
  }

  async identify(response: AuthorizationResponse): Promise<Identity> {
    const tokens = await this.#exchangeCode(response);
    const raw = await this.#userInfo(tokens);
    const subject = this.#subjectOf(raw);
    const email = await this.#verifiedEmail(tokens.access_token);
    const { claims, groups } = this.#options;
    return {
      subject,
      info: { ...claimsOf(raw, claims), ...email, sub: subject, raw },
      groups: groups && (await groupsOf(groups, raw, this.#requests.asking({ accessToken: tokens.access_token }))),
      // RFC 6749, section 5.1: left out, it is what was asked for. Some separate it by commas.
      scope: tokens.scope === undefined ? (response.pendingChecks.scope ?? []) : scopeList(tokens.scope, /[\s,]+/),
      tokens: { ...tokensOf(tokens, this.#clock()), ...this.#repeated(response.parameters) },
    };
  }

  async endSessionUrl(): Promise<undefined> {
    return undefined;
  }

  refresh(tokens: TokenSet): Promise<TokenSet> {
    return this.#requests.refresh(this.#config, tokens);
  }

  revoke(tokens: TokenSet): Promise<boolean> {
    return this.#requests.revoke(this.#config, tokens);
  }

  introspect(token: string): Promise<Record<string, unknown> | undefined> {
    return this.#requests.introspect(this.#config, token);
  }

  apiTarget(path: string | URL): URL {
    return this.#requests.apiTarget(path);
  }

  call(call: ApiCall, tokens: TokenSet | undefined): Promise<Response> {
    return this.#requests.call(call, tokens);
  }

  /** A configuration of openid-client; `asked` is called at each request. */
  #configuration(asked: () => void = () => undefined): openid.Configuration {
    const { clientId, issuer, authorizationEndpoint, tokenEndpoint } = this.#options;
    const { revocationEndpoint, introspectionEndpoint } = this.#options;
    const server: openid.ServerMetadata = {
      issuer: issuer ?? new URL(authorizationEndpoint).origin,
      authorization_endpoint: authorizationEndpoint,
      token_endpoint: tokenEndpoint,
      ...(revocationEndpoint === undefined ? {} : { revocation_endpoint: revocationEndpoint }),
      ...(introspectionEndpoint === undefined ? {} : { introspection_endpoint: introspectionEndpoint }),
      ...(issuer === undefined ? {} : { authorization_response_iss_parameter_supported: true }),
    };
    const config = new openid.Configuration(server, clientId, {}, this.#authentication);
    if (this.#insecure) openid.allowInsecureRequests(config);
    config.timeout = this.#registration.backstopSeconds;
    const fetch = this.#fixedFetch();
    config[openid.customFetch] = (url, init) => {
      asked();
      return fetch(url, init as RequestInit);
    };
    return config;
  }

  async #exchangeCode({ parameters, state, redirectUri, pendingChecks }: AuthorizationResponse) {
    const known = new URLSearchParams(parameters);
    // Without a known issuer there is nothing to compare it with; each client has a redirect URI of its own instead.
    if (this.#options.issuer === undefined) known.delete('iss');
    let stage: Stage = 'authorization response';
    const config = this.#configuration(() => (stage = 'token'));
    try {
      const checks = { expectedState: state, pkceCodeVerifier: pendingChecks.codeVerifier ?? '' };
      const address = new URL(`${redirectUri}?${known}`);
      const { responseParameters = {} } = this.#repeated(parameters);
      const tokens = await openid.authorizationCodeGrant(config, address, checks, responseParameters);
      checkTokenType(tokens, 'bearer', this.name);
      return tokens;
    } catch (error) {
      const secrets = [parameters.get('code'), pendingChecks.codeVerifier, ...secretsOf(this.#options)];
      throw upstreamError(error, { stage, client: this.name, secrets });
    }
  }

  /** What of the authorization response the provider wants to be told again. */
  #repeated(parameters: URLSearchParams): { responseParameters?: Record<string, string> } {
    const { responseParameters: names } = this.#options;
    if (names === undefined) return {};
    return { responseParameters: Object.fromEntries(names.map((name) => [name, parameters.get(name) ?? ''])) };
  }

  /** What the provider says about the user: at its endpoint, else in the token response. */
  async #userInfo(tokens: openid.TokenEndpointResponse): Promise<Record<string, unknown>> {
    const { userinfoEndpoint, userinfoMethod: method = 'GET' } = this.#options;
    const told =
      userinfoEndpoint === undefined ? tokens : await this.#get(userinfoEndpoint, tokens.access_token, method);
    if (isRecord(told)) return withoutTokens(told);
    throw noUserInfo(this.name);
  }

  async #get(endpoint: string, accessToken: string, method: 'GET' | 'POST' = 'GET'): Promise<unknown> {
    try {
      const fetch = this.#fixedFetch();
      const form = method === 'POST' ? this.#options.userinfoParams : undefined;
      const response = await this.#requests.ask(endpoint, { accessToken }, { method, fetch, form });
      return response.status === 200 ? await response.json() : undefined;
    } catch (error) {
      throw upstreamError(error, { stage: 'user info', client: this.name, secrets: [accessToken] });
    }
  }

  #fixedFetch(): Fetch {
    const { tokenEndpoint: token, userinfoEndpoint: userInfo, fixes = {} } = this.#options;
    return fixedFetch(this.#registration.fetch, fixes, { token, userInfo, tolerant: true });
  }

  #subjectOf(raw: Record<string, unknown>): string {
    const hint = 'The option "identField" names the field of the user info with the stable id of the user';
    return checkedSubject(valueOf(raw, this.#options.identField ?? 'sub'), this.name, hint);
  }

  /** The primary address if it is verified, else any verified one; a provider that does not tell is no reason to fail. */
  async #verifiedEmail(accessToken: string): Promise<{ email?: string; email_verified?: boolean }> {
    const { emailsEndpoint } = this.#options;
    if (emailsEndpoint === undefined) return {};
    const listed = await this.#get(emailsEndpoint, accessToken).catch(() => undefined);
    return chosenAddress(listed);
  }
}

/** An answer without the tokens in it, at any depth: they must not stand in an info. */
function withoutTokens(answer: Record<string, unknown>): Record<string, unknown> {
  const text = JSON.stringify(answer, (name, value: unknown) => (/(?:^id|_)token$/i.test(name) ? undefined : value));
  return JSON.parse(text) as Record<string, unknown>;
}

function noUserInfo(client: string): ProviderUnavailableError {
  return new ProviderUnavailableError('The user info endpoint sent no usable answer', {
    code: 'ERR_OAUTH_BAD_RESPONSE',
    client,
  });
}
