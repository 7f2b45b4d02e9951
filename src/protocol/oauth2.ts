import * as openid from 'openid-client';
import { checkOptions, takes } from '../check-options.js';
import type { OptionRules } from '../check-options.js';
import type { Clock } from '../clock.js';
import { ProviderUnavailableError } from '../errors.js';
import type { Fetch } from './bounded-fetch.js';
import type { AuthorizationRequest, AuthorizationResponse, AuthorizationStart, Client, Identity } from './client.js';
import { checkBearer, clientAuthentication, registration, scopeList, tokensOf } from './client-registration.js';
import type { Registration } from './client-registration.js';
import { checkTransport, clientRules } from './client-options.js';
import type { ClientOptions } from './client-options.js';
import { checkedSubject } from './subject.js';
import { upstreamError } from './upstream-error.js';
import type { Stage } from './upstream-error.js';

/** Where a claim is found in a provider's user info: the name of a field. */
export type ClaimNames = Readonly<Record<string, string>>;

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
  otherAccount: clientRules.authorizationParams,
  clock: takes.function(),
};

/**
 * A client of a provider that speaks OAuth 2.0 without OpenID Connect. Always with PKCE, whether the provider minds it or not.
 * Throws a `ConfigurationError` for a wrong option. (RFC 6749, section 4.1)
 */
export function oauth2(options: OAuth2Options): Client {
  checkOptions('oauth2()', options, rules);
  let insecure = false;
  for (const option of ['authorizationEndpoint', 'tokenEndpoint', 'userinfoEndpoint', 'emailsEndpoint'] as const) {
    const address = options[option];
    if (address !== undefined && checkTransport('oauth2()', option, address, options)) insecure = true;
  }
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
  readonly #clock: Clock;

  constructor(options: OAuth2Options, insecure: boolean) {
    this.#options = options;
    this.#registration = registration(options, { name: options.name, label: options.name });
    this.name = this.#registration.name;
    this.label = this.#registration.label;
    this.otherAccount = options.otherAccount ?? {};
    this.#clock = options.clock ?? Date.now;
    this.#config = this.#configuration(insecure);
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

  #configuration(insecure: boolean): openid.Configuration {
    const { clientId, issuer, authorizationEndpoint, tokenEndpoint } = this.#options;
    const server: openid.ServerMetadata = {
      issuer: issuer ?? new URL(authorizationEndpoint).origin,
      authorization_endpoint: authorizationEndpoint,
      token_endpoint: tokenEndpoint,
      ...(issuer === undefined ? {} : { authorization_response_iss_parameter_supported: true }),
    };
    const config = new openid.Configuration(server, clientId, {}, clientAuthentication(this.#options));
    if (insecure) openid.allowInsecureRequests(config);
    config.timeout = this.#registration.timeoutSeconds;
    config[openid.customFetch] = (url, init) => this.#registration.fetch(url, init as RequestInit);
    return config;
  }

  async #exchangeCode({ parameters, state, redirectUri, pinned }: AuthorizationResponse) {
    const known = new URLSearchParams(parameters);
    // Without a known issuer there is nothing to compare it with; each client has a redirect URI of its own instead.
    if (this.#options.issuer === undefined) known.delete('iss');
    let stage: Stage = 'authorization response';
    const config = this.#configuration(this.#config.serverMetadata().token_endpoint?.startsWith('http:') ?? false);
    config[openid.customFetch] = (url, init) => {
      stage = 'token';
      return refusalsAsStatus400(this.#registration.fetch)(url, init as RequestInit);
    };
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
    const addresses = Array.isArray(listed) ? listed.filter(isAddress) : [];
    const verified = addresses.filter((address) => address.verified === true);
    const chosen =
      verified.find((address) => address.primary === true) ??
      verified[0] ??
      addresses.find((address) => address.primary === true);
    return chosen ? { email: chosen.email, email_verified: chosen.verified === true } : {};
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

function claimsOf(raw: Record<string, unknown>, names: ClaimNames = {}): Record<string, unknown> {
  const standard = Object.entries(raw).filter(([name]) => STANDARD_CLAIMS.has(name));
  const mapped = Object.entries(names).map(([claim, field]) => [claim, own(raw, field)] as const);
  return Object.fromEntries(
    [...standard, ...mapped].filter(([, value]) => value !== undefined && value !== null && value !== ''),
  );
}

/** A field of an answer, and never what every object has. */
function own(raw: Record<string, unknown>, field: string): unknown {
  return Object.hasOwn(raw, field) ? raw[field] : undefined;
}

/** The claims that are taken over under their own name (OIDC Core, section 5.1). Whether an address is verified is not among them. */
const STANDARD_CLAIMS = new Set([
  'name',
  'given_name',
  'family_name',
  'middle_name',
  'nickname',
  'preferred_username',
  'profile',
  'picture',
  'website',
  'email',
  'gender',
  'birthdate',
  'zoneinfo',
  'locale',
  'updated_at',
]);

interface Address {
  email: string;
  primary?: unknown;
  verified?: unknown;
}

function isAddress(value: unknown): value is Address {
  return isRecord(value) && typeof value['email'] === 'string' && value['email'] !== '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function noUserInfo(client: string): ProviderUnavailableError {
  return new ProviderUnavailableError('The user info endpoint sent no usable answer', {
    code: 'ERR_OAUTH_BAD_RESPONSE',
    client,
  });
}
