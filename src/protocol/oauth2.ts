import * as openid from 'openid-client';
import { checkOptions, takes } from '../check-options.js';
import type { OptionRules } from '../check-options.js';
import type { Clock } from '../clock.js';
import type { ApiCall } from './api-call.js';
import { ProviderUnavailableError } from '../errors.js';
import type { Fetch } from './bounded-fetch.js';
import type { AuthorizationRequest, AuthorizationResponse, AuthorizationStart, Client, Identity } from './client.js';
import { apiOf, checkBearer, clientAuthentication, registration, scopeList, tokensOf } from './client-registration.js';
import type { Registration } from './client-registration.js';
import { checkApiTransport, checkTransport, clientRules } from './client-options.js';
import type { ClientOptions } from './client-options.js';
import { checkedSubject } from './subject.js';
import { TokenRequests } from './token-requests.js';
import type { TokenSet } from './token-set.js';
import { upstreamError } from './upstream-error.js';
import { chosenAddress, claimsOf, isRecord, own } from './user-claims.js';
import type { ClaimNames } from './user-claims.js';
import type { Stage } from './upstream-error.js';

/** What a client of a plain OAuth 2.0 provider is made of: its endpoints, and our registration there. */
export interface OAuth2Options extends ClientOptions {
  /** Its name: the first part of every ident. Lower-case letters, digits, `-` and `_`. It must not change later. */
  name: string;
  /** Where the user is asked (RFC 6749, section 3.1). */
  authorizationEndpoint: string;
  /** Where the code is exchanged (RFC 6749, section 3.2). */
  tokenEndpoint: string;
  /** Where the provider says who the access token belongs to, in JSON. */
  userinfoEndpoint: string;
  /** The issuer identifier that the provider sends back (RFC 9207), when it is known. Then it is checked. Default is none. */
  issuer?: string | undefined;
  /** The field of the user info with the stable id of the user. Default is `sub`. */
  identField?: string | undefined;
  /** Which field of the user info holds which claim: `{ picture: 'avatar_url' }`. Default is the claims' own names. */
  claims?: ClaimNames | undefined;
  /** Where the user's addresses are listed with `email`, `primary` and `verified`, as GitHub does. Default is none. */
  emailsEndpoint?: string | undefined;
  /** Where tokens are taken back (RFC 7009). Default is none: then they are only forgotten. */
  revocationEndpoint?: string | undefined;
  /** Where the provider tells what a token is worth (RFC 7662). Default is none. */
  introspectionEndpoint?: string | undefined;
  /** The authorization parameters that make the provider offer another account. Default is none. */
  otherAccount?: Record<string, string> | undefined;
  /** Tells the time in milliseconds. Default is `Date.now`. */
  clock?: Clock | undefined;
}

const rules: OptionRules<OAuth2Options> = {
  ...clientRules,
  name: { ...clientRules.name, required: true },
  authorizationEndpoint: takes.string('an https:// address', true),
  tokenEndpoint: takes.string('an https:// address', true),
  userinfoEndpoint: takes.string('an https:// address', true),
  issuer: takes.string(),
  identField: takes.string(),
  claims: takes.strings(),
  emailsEndpoint: takes.string('an https:// address'),
  revocationEndpoint: takes.string('an https:// address'),
  introspectionEndpoint: takes.string('an https:// address'),
  otherAccount: clientRules.authorizationParams,
  clock: takes.function(),
};

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
  checkOptions('oauth2()', options, rules);
  let insecure = false;
  for (const option of ENDPOINTS) {
    const address = options[option];
    if (address !== undefined && checkTransport('oauth2()', option, address, options)) insecure = true;
  }
  checkApiTransport('oauth2()', options);
  return new OAuth2Client(options, insecure);
}

class OAuth2Client implements Client {
  readonly protocol = 'oauth2';
  readonly name: string;
  readonly label: string;
  readonly otherAccount: Readonly<Record<string, string>>;
  readonly #options: OAuth2Options;
  readonly #registration: Registration;
  readonly #config: openid.Configuration;
  readonly #requests: TokenRequests;
  readonly #insecure: boolean;
  readonly #clock: Clock;

  constructor(options: OAuth2Options, insecure: boolean) {
    this.#options = options;
    this.#registration = registration(options, { name: options.name, label: options.name });
    this.name = this.#registration.name;
    this.label = this.#registration.label;
    this.otherAccount = options.otherAccount ?? {};
    this.#clock = options.clock ?? Date.now;
    this.#insecure = insecure;
    this.#config = this.#configuration();
    this.#requests = new TokenRequests({
      registration: this.#registration,
      api: apiOf(options, [options.userinfoEndpoint]),
      placement: options.tokenPlacement ?? 'header',
      clientSecret: options.clientSecret,
      clock: this.#clock,
    });
  }

  async authorize(request: AuthorizationRequest): Promise<AuthorizationStart> {
    const codeVerifier = openid.randomPKCECodeVerifier();
    const scope = scopeList(`${this.#options.scope ?? ''} ${request.scope.join(' ')}`).join(' ');
    const url = openid.buildAuthorizationUrl(this.#config, {
      ...this.#options.authorizationParams,
      ...request.parameters,
      ...(scope === '' ? {} : { scope }),
      redirect_uri: request.redirectUri,
      state: request.state,
      code_challenge: await openid.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    });
    return { url, pinned: { codeVerifier } };
  }

  async identify(response: AuthorizationResponse): Promise<Identity> {
    const tokens = await this.#exchangeCode(response);
    const raw = await this.#get(this.#options.userinfoEndpoint, tokens.access_token);
    if (!isRecord(raw)) throw noUserInfo(this.name);
    const subject = this.#subjectOf(raw);
    const email = await this.#verifiedEmail(tokens.access_token);
    return {
      subject,
      info: { ...claimsOf(raw, this.#options.claims), ...email, sub: subject, raw },
      scope: scopeList(tokens.scope ?? this.#options.scope),
      tokens: tokensOf(tokens, this.#clock()),
    };
  }

  async endSessionUrl(): Promise<undefined> {
    return undefined;
  }

  refresh(tokens: TokenSet): Promise<TokenSet> {
    return this.#requests.refresh(this.#tokenConfiguration(), tokens);
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

  #configuration(): openid.Configuration {
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
    const config = new openid.Configuration(server, clientId, {}, clientAuthentication(this.#options));
    if (this.#insecure) openid.allowInsecureRequests(config);
    config.timeout = this.#registration.timeoutSeconds;
    config[openid.customFetch] = (url, init) => this.#registration.fetch(url, init as RequestInit);
    return config;
  }

  /** A configuration for the token endpoint; `asked` is called when it is asked. */
  #tokenConfiguration(asked: () => void = () => undefined): openid.Configuration {
    const config = this.#configuration();
    const fetch = refusalsAsStatus400(this.#registration.fetch);
    config[openid.customFetch] = (url, init) => {
      asked();
      return fetch(url, init as RequestInit);
    };
    return config;
  }

  async #exchangeCode({ parameters, state, redirectUri, pinned }: AuthorizationResponse) {
    const known = new URLSearchParams(parameters);
    // Without a known issuer there is nothing to compare it with; each client has a redirect URI of its own instead.
    if (this.#options.issuer === undefined) known.delete('iss');
    let stage: Stage = 'authorization response';
    const config = this.#tokenConfiguration(() => (stage = 'token'));
    try {
      const checks = { expectedState: state, pkceCodeVerifier: pinned.codeVerifier };
      const tokens = await openid.authorizationCodeGrant(config, new URL(`${redirectUri}?${known}`), checks);
      checkBearer(tokens, this.name);
      return tokens;
    } catch (error) {
      const secrets = [parameters.get('code'), pinned.codeVerifier, this.#options.clientSecret];
      throw upstreamError(error, { stage, client: this.name, secrets });
    }
  }

  async #get(endpoint: string, accessToken: string): Promise<unknown> {
    try {
      const headers = new Headers({ accept: 'application/json' });
      const response = await openid.fetchProtectedResource(
        this.#config,
        accessToken,
        new URL(endpoint),
        'GET',
        null,
        headers,
      );
      return response.status === 200 ? await response.json() : undefined;
    } catch (error) {
      throw upstreamError(error, { stage: 'user info', client: this.name, secrets: [accessToken] });
    }
  }

  #subjectOf(raw: Record<string, unknown>): string {
    const hint = 'The option "identField" names the field of the user info with the stable id of the user';
    return checkedSubject(own(raw, this.#options.identField ?? 'sub'), this.name, hint);
  }

  /** The primary address if it is verified, else any verified one; a provider that does not tell is no reason to fail. */
  async #verifiedEmail(accessToken: string): Promise<{ email?: string; email_verified?: boolean }> {
    const { emailsEndpoint } = this.#options;
    if (emailsEndpoint === undefined) return {};
    const listed = await this.#get(emailsEndpoint, accessToken).catch(() => undefined);
    return chosenAddress(listed);
  }
}

/** Some token endpoints answer an error with status 200; openid-client then misses the provider's words. */
function refusalsAsStatus400(fetch: Fetch): Fetch {
  return async function fetchToken(url, init) {
    const response = await fetch(url, init);
    if (response.status !== 200) return response;
    const text = await response.text();
    const status = saysError(text) ? 400 : 200;
    return new Response(text, { status, headers: response.headers });
  };
}

function saysError(text: string): boolean {
  try {
    const json: unknown = JSON.parse(text);
    return isRecord(json) && typeof json['error'] === 'string' && json['access_token'] === undefined;
  } catch {
    return false;
  }
}

function noUserInfo(client: string): ProviderUnavailableError {
  return new ProviderUnavailableError('The user info endpoint sent no usable answer', {
    code: 'ERR_OAUTH_BAD_RESPONSE',
    client,
  });
}
