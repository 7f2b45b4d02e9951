import { createPrivateKey } from 'node:crypto';
import { checkOptions } from '../../shared/check-options.js';
import type { Clock } from '../../shared/clock.js';
import { CallbackError, ConfigurationError, ProviderError, ProviderUnavailableError } from '../../shared/errors.js';
import { apiTarget, callApi } from '../transport/api-call.js';
import type { ApiCall, ProviderApi } from '../transport/api-call.js';
import type { AuthorizationRequest, AuthorizationResponse, AuthorizationStart, Client, Identity } from '../client.js';
import { checkApiTransport, checkTransport } from '../options/client-options.js';
import type { AuthorizationParameters } from '../options/client-options.js';
import { apiOf, authorizationParameters, registration } from '../transport/provider-connection.js';
import type { Registration } from '../transport/provider-connection.js';
import { oauth1Rules } from '../options/oauth1-options.js';
import type { OAuth1Options } from '../options/oauth1-options.js';
import { OAuth1Signer } from './oauth1-signer.js';
import type { Credentials } from './oauth1-signer.js';
import { checkedSubject } from '../user/subject.js';
import type { TokenSet } from '../token-set.js';
import { claimsOf, isRecord, valueOf } from '../user/user-claims.js';

/** A longer token would not fit into an address, or a header. */
const LONGEST_TOKEN = 2000;

const ENDPOINTS = [
  'temporaryCredentialsEndpoint',
  'authorizationEndpoint',
  'tokenCredentialsEndpoint',
  'userinfoEndpoint',
] as const;

/**
 * A client of a provider that speaks OAuth 1.0a. It has no PKCE and no issuer: a login is tied to this browser by its state,
 * which travels in the callback, and to its temporary credentials, which must come back with it.
 * Throws a `ConfigurationError` for a wrong option. (RFC 5849)
 */
export function oauth1(options: OAuth1Options): Client {
  checkOptions('oauth1()', options, oauth1Rules);
  for (const option of ENDPOINTS) {
    const address = options[option];
    if (address !== undefined) checkTransport('oauth1()', option, address, options);
  }
  checkApiTransport('oauth1()', options);
  const isRsa = options.signatureMethod === 'RSA-SHA1';
  const needed = isRsa ? 'rsaPrivateKey' : 'clientSecret';
  if (options[needed] === undefined)
    throw new ConfigurationError(`oauth1(): option "${needed}" is required with this signature method, got undefined`);
  if (options.rsaPrivateKey !== undefined) checkRsaKey(options.rsaPrivateKey);
  return new OAuth1Client(options);
}

function checkRsaKey(pem: string): void {
  let type: string | undefined;
  try {
    type = createPrivateKey(pem).asymmetricKeyType;
  } catch {
    // Without its cause, which may hold a part of the key.
  }
  if (type !== 'rsa')
    throw new ConfigurationError('oauth1(): option "rsaPrivateKey" takes a private RSA key in PEM, got something else');
}

class OAuth1Client implements Client {
  readonly protocol = 'oauth1';
  readonly name: string;
  readonly registration: string;
  readonly label: string;
  readonly otherAccount: AuthorizationParameters;
  readonly #options: OAuth1Options;
  readonly #registration: Registration;
  readonly #signer: OAuth1Signer;
  readonly #api: ProviderApi;
  readonly #clock: Clock;

  constructor(options: OAuth1Options) {
    const { clientId, clientSecret, signatureMethod, rsaPrivateKey, realm, userinfoEndpoint } = options;
    this.#options = options;
    this.#registration = registration(options, { name: options.name, label: options.name });
    this.name = this.#registration.name;
    this.otherAccount = options.otherAccount ?? {};
    this.registration = JSON.stringify([options.tokenCredentialsEndpoint, clientId]);
    this.label = this.#registration.label;
    this.#clock = options.clock ?? Date.now;
    this.#api = apiOf(options, userinfoEndpoint === undefined ? [] : [userinfoEndpoint]);
    this.#signer = new OAuth1Signer({
      consumerKey: clientId,
      consumerSecret: clientSecret ?? '',
      method: signatureMethod ?? 'HMAC-SHA1',
      privateKey: rsaPrivateKey,
      realm,
      clock: this.#clock,
    });
  }

  async authorize(request: AuthorizationRequest): Promise<AuthorizationStart> {
    const callback = new URL(request.redirectUri);
    callback.searchParams.set('state', request.state);
    const { authorizationEndpoint, temporaryCredentialsEndpoint, authorizationParams } = this.#options;
    const answer = await this.#credentials(temporaryCredentialsEndpoint, { oauth_callback: callback.href });
    // Without it the provider speaks the first OAuth 1.0, in which anybody can finish anybody's login.
    if (String(answer['oauth_callback_confirmed']).toLowerCase() !== 'true')
      throw badAnswer('The provider does not confirm the callback (OAuth 1.0a)', this.name);
    const { token, secret } = this.#credentialsIn(answer);
    const url = new URL(authorizationEndpoint);
    const parameters = authorizationParameters(authorizationParams, request.parameters);
    for (const name of parameters.keys()) url.searchParams.delete(name);
    for (const [name, value] of parameters) url.searchParams.append(name, value);
    url.searchParams.set('oauth_token', token);
    return { url, pendingChecks: { temporaryCredentials: { token, secret } } };
  }

  checkResponse(parameters: URLSearchParams): 'success' | 'refusal' {
    if (parameters.has('denied') || parameters.has('error')) return 'refusal';
    if (parameters.get('oauth_verifier')) return 'success';
    throw new CallbackError('The authorization response has no verifier', {
      code: 'ERR_OAUTH_CODE_MISSING',
      client: this.name,
    });
  }

  async identify({ parameters, pendingChecks }: AuthorizationResponse): Promise<Identity> {
    const { temporaryCredentials: temporary } = pendingChecks;
    if (!temporary) throw this.#refused('The transaction is of another protocol');
    if (this.checkResponse(parameters) === 'refusal') throw refusal(parameters, this.name);
    const [token, verifier] = [parameters.get('oauth_token'), parameters.get('oauth_verifier') ?? ''];
    if (token !== temporary.token) throw this.#refused('The response is for other temporary credentials');
    const endpoint = this.#options.tokenCredentialsEndpoint;
    const answer = await this.#credentials(endpoint, { oauth_verifier: verifier }, temporary);
    const credentials = this.#credentialsIn(answer);
    const raw = await this.#userInfo(answer, credentials);
    const hint = 'The option "identField" names the field of the user info with the stable id of the user';
    const subject = checkedSubject(valueOf(raw, this.#options.identField ?? 'id'), this.name, hint);
    return {
      subject,
      info: { ...claimsOf(raw, this.#options.claims), sub: subject, raw },
      scope: [],
      tokens: {
        accessToken: credentials.token,
        tokenSecret: credentials.secret,
        tokenType: 'oauth1',
        issuedAt: this.#clock(),
      },
    };
  }

  async endSessionUrl(): Promise<undefined> {
    return undefined;
  }

  /** Token credentials last until the user takes them back: there is nothing to renew. */
  async refresh(): Promise<never> {
    throw new ConfigurationError('OAuth 1.0a has no refresh tokens', { client: this.name });
  }

  async revoke(): Promise<boolean> {
    return false;
  }

  async introspect(): Promise<undefined> {
    return undefined;
  }

  apiTarget(path: string | URL): URL {
    return apiTarget(this.#api, path, this.name);
  }

  call(call: ApiCall, tokens: TokenSet | undefined): Promise<Response> {
    return callApi(call, {
      fetch: this.#registration.unboundedFetch,
      api: this.#api,
      client: this.name,
      authorise: (hop) => this.#signed(hop, tokens && { token: tokens.accessToken, secret: tokens.tokenSecret ?? '' }),
    });
  }

  #signed({ target, init }: ApiCall, credentials: Credentials | undefined): ApiCall {
    const headers = new Headers(init.headers);
    for (const [name, value] of Object.entries(this.#options.apiHeaders ?? {}))
      if (!headers.has(name)) headers.set(name, value);
    const { method = 'GET', body } = init;
    const form = formIn(body, headers.get('content-type'));
    if (credentials)
      headers.set('authorization', this.#signer.authorization({ method, url: target, form, credentials }));
    return { target, init: { ...init, headers } };
  }

  /** Asks for credentials. Throws a `ProviderError` or a `ProviderUnavailableError`. */
  async #credentials(
    endpoint: string,
    protocol: Readonly<Record<string, string>>,
    credentials?: Credentials,
  ): Promise<Record<string, unknown>> {
    const method = this.#options.credentialsMethod ?? 'POST';
    const url = new URL(endpoint);
    const authorization = this.#signer.authorization({ method, url, credentials, protocol });
    const headers = { ...this.#options.apiHeaders, accept: 'application/json, */*;q=0.5', authorization };
    const response = await this.#registration.fetch(url.href, { method, headers });
    const text = await response.text();
    if (response.status === 200) return answerIn(text);
    if (response.status < 500) throw refusedCredentials(this.name, response.status);
    throw badAnswer('The provider gave no credentials', this.name);
  }

  #credentialsIn({ oauth_token: token, oauth_token_secret: secret }: Record<string, unknown>): Credentials {
    if (isToken(token) && token !== '' && isToken(secret)) return { token, secret };
    throw badAnswer('The provider gave no credentials', this.name);
  }

  async #userInfo(answer: Record<string, unknown>, credentials: Credentials): Promise<Record<string, unknown>> {
    const { userinfoEndpoint } = this.#options;
    if (userinfoEndpoint === undefined) return withoutCredentials(answer);
    const call = { target: new URL(userinfoEndpoint), init: { headers: { accept: 'application/json' } } };
    const { target, init } = this.#signed(call, credentials);
    const headers = Object.fromEntries(new Headers(init.headers));
    const response = await this.#registration.fetch(target.href, { method: 'GET', headers });
    const info = response.status === 200 ? await jsonOf(response) : undefined;
    if (isRecord(info)) return info;
    throw badAnswer('The user info endpoint sent no usable answer', this.name);
  }

  #refused(message: string): CallbackError {
    return new CallbackError(message, { code: 'ERR_OAUTH_RESPONSE_INVALID', client: this.name });
  }
}

function isToken(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_TOKEN;
}

/** Credentials come as a form (RFC 5849, section 2.1); some providers send JSON. */
function answerIn(text: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(text);
    if (isRecord(json)) return json;
  } catch {
    // A form, then.
  }
  return Object.fromEntries(new URLSearchParams(text));
}

/** What a token response says of the user; whatever begins like the protocol's own may be a secret. */
function withoutCredentials(answer: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(answer).filter(([name]) => !name.startsWith('oauth_')));
}

/** A form is signed, whichever way it is written; another body is not (RFC 5849, section 3.4.1.3.1). */
function formIn(body: unknown, type: string | null): URLSearchParams | undefined {
  const isForm = type === null ? body instanceof URLSearchParams : /^application\/x-www-form-urlencoded\b/i.test(type);
  if (!isForm) return undefined;
  return body instanceof URLSearchParams || typeof body === 'string' ? new URLSearchParams(body) : undefined;
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

function refusal(parameters: URLSearchParams, client: string): ProviderError {
  if (!parameters.has('denied')) {
    const error = parameters.get('error') ?? '';
    return new ProviderError('The provider refused', { code: 'ERR_OAUTH_AUTHORIZATION_RESPONSE', client, error });
  }
  return new ProviderError('The sign-in was cancelled at the provider', {
    code: 'ERR_OAUTH_ACCESS_DENIED',
    status: 403,
    client,
    error: 'denied',
  });
}

// Its words may repeat what was sent, and a signature says too much: only the status goes on.
function refusedCredentials(client: string, status: number): ProviderError {
  return new ProviderError('The provider refused', {
    code: 'ERR_OAUTH_TOKEN_ENDPOINT',
    client,
    error: `status ${status}`,
    hint: 'Check "clientId", "clientSecret", the callback registered at the provider, and the clock of this machine',
  });
}

function badAnswer(message: string, client: string): ProviderUnavailableError {
  return new ProviderUnavailableError(message, { code: 'ERR_OAUTH_BAD_RESPONSE', client });
}
