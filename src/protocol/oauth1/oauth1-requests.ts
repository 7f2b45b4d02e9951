import type { Clock } from '../../shared/clock.js';
import { ProviderUnavailableError } from '../../shared/errors.js';
import { parseJson } from '../../shared/parse-json.js';
import { isSafeText } from '../../shared/safe-text.js';
import { isRecord } from '../is-record.js';
import type { OAuth1Options } from '../options/oauth1-options.js';
import { callApi, type ApiCall } from '../transport/api-call.js';
import { parseForm } from '../transport/parse-form.js';
import { findProviderApi, resolveApiTarget, type ProviderApi } from '../transport/provider-api.js';
import { connectToProvider, type ProviderConnection } from '../transport/provider-connection.js';
import { saysRefusal } from '../transport/read-refusal.js';
import { RefusedAnswer } from '../transport/refused-answer.js';
import { readClaim } from '../user/claim-source.js';
import { refusedError } from './refused-error.js';
import { OAuth1Signer, type Credentials } from './oauth1-signer.js';

/** A longer token fits neither into an address nor into a header. */
const MAX_TOKEN_LENGTH = 2000;

type Answer = Record<string, unknown>;

/** The signed requests of an OAuth 1.0a client. They reject with a `ProviderError` or a `ProviderUnavailableError`. */
export class OAuth1Requests {
  readonly connection: ProviderConnection;
  readonly clock: Clock;
  readonly #options: OAuth1Options;
  readonly #signer: OAuth1Signer;
  readonly #api: ProviderApi;

  constructor(options: OAuth1Options) {
    this.#options = options;
    this.connection = connectToProvider(options, { name: options.name, label: options.name });
    this.clock = options.clock ?? Date.now;
    this.#api = findProviderApi(options, [options.userinfoEndpoint]);
    this.#signer = new OAuth1Signer({
      consumerKey: options.clientId,
      consumerSecret: options.clientSecret ?? '',
      method: options.signatureMethod ?? 'HMAC-SHA1',
      privateKey: options.rsaPrivateKey,
      realm: options.realm,
      clock: this.clock,
    });
  }

  /** Requests temporary credentials (RFC 5849, section 2.1). */
  async requestTemporaryCredentials(callback: string): Promise<Credentials> {
    const { temporaryCredentialsEndpoint } = this.#options;
    const answer = await this.#requestCredentials(temporaryCredentialsEndpoint, { oauth_callback: callback });
    // Without the confirmation the provider speaks OAuth 1.0, in which anybody can complete the login of somebody else.
    if (String(answer['oauth_callback_confirmed']).toLowerCase() !== 'true')
      throw this.#badAnswerError('The provider does not confirm the callback (OAuth 1.0a)');
    return this.#readCredentials(answer);
  }

  /** Exchanges temporary credentials for token credentials (RFC 5849, section 2.3). */
  async requestTokenCredentials(
    verifier: string,
    temporary: Credentials,
  ): Promise<{ credentials: Credentials; answer: Answer }> {
    const { tokenCredentialsEndpoint } = this.#options;
    const answer = await this.#requestCredentials(tokenCredentialsEndpoint, { oauth_verifier: verifier }, temporary);
    return { credentials: this.#readCredentials(answer), answer };
  }

  /** Reads the user info at its endpoint, or in the token response when there is no endpoint. */
  async fetchUserInfo(answer: Answer, credentials: Credentials): Promise<Answer> {
    const { userinfoEndpoint } = this.#options;
    if (userinfoEndpoint === undefined) return withoutCredentials(answer);
    const call = { target: new URL(userinfoEndpoint), init: { headers: { accept: 'application/json' } } };
    const { target, init } = this.#sign(call, credentials);
    const headers = Object.fromEntries(new Headers(init.headers));
    const request = { method: 'GET', headers };
    const response = await this.connection.fetch(target.href, request);
    const { status } = response;
    const text = (await response.text()).trim();
    const info = response.ok ? parseJson(text) : undefined;
    const { identField = 'id' } = this.#options;
    // Some providers refuse with a status of success, as MediaWiki does.
    if (isRecord(info) && (readClaim(info, identField) !== undefined || !saysRefusal(info))) return info;
    const answered = new RefusedAnswer({ url: target.href, init: request, status, said: text });
    const secrets = [...this.#secrets, credentials.token, credentials.secret];
    throw this.#badAnswerError('The user info endpoint sent no usable answer', new Error(answered.describe(secrets)));
  }

  /** Resolves a path of the API. Throws a `ConfigurationError`. */
  apiTarget(path: string | URL): URL {
    return resolveApiTarget(this.#api, path, this.connection.name);
  }

  /** Calls the API, with token credentials or without. */
  call(call: ApiCall, credentials: Credentials | undefined): Promise<Response> {
    return callApi(call, {
      fetch: this.connection.unboundedFetch,
      api: this.#api,
      client: this.connection.name,
      authorise: (hop) => this.#sign(hop, credentials),
    });
  }

  #sign({ target, init }: ApiCall, credentials: Credentials | undefined): ApiCall {
    const headers = new Headers(init.headers);
    for (const [name, value] of Object.entries(this.#options.apiHeaders ?? {}))
      if (!headers.has(name)) headers.set(name, value);
    const { method = 'GET', body } = init;
    const form = formIn(body, headers.get('content-type'));
    if (credentials)
      headers.set('authorization', this.#signer.authorization({ method, url: target, form, credentials }));
    return { target, init: { ...init, headers } };
  }

  async #requestCredentials(
    endpoint: string,
    protocol: Readonly<Record<string, string>>,
    credentials?: Credentials,
  ): Promise<Answer> {
    const method = this.#options.credentialsMethod ?? 'POST';
    const url = new URL(endpoint);
    const authorization = this.#signer.authorization({ method, url, credentials, protocol });
    const headers = { ...this.#options.apiHeaders, accept: 'application/json, */*;q=0.5', authorization };
    const response = await this.connection.fetch(url.href, { method, headers });
    const { status } = response;
    // `trim()` also removes a byte order mark.
    const text = (await response.text()).trim();
    const parsed = response.ok ? parseAnswer(text) : undefined;
    if (parsed) return parsed;
    const challenge = response.headers.get('www-authenticate');
    const answer = new RefusedAnswer({ url: url.href, init: { headers }, status, said: text, challenge });
    const secrets = [...this.#secrets, credentials?.token, credentials?.secret, ...Object.values(protocol)];
    const cause = new Error(answer.describe(secrets));
    const isRefusal = response.ok ? answer.refusal.error !== undefined : status < 500;
    if (!isRefusal) throw this.#badAnswerError('The provider gave no credentials', cause);
    throw refusedError({ status, refusal: answer.refusal, cause, client: this.connection.name });
  }

  get #secrets(): (string | undefined)[] {
    return [this.#options.clientSecret, this.#options.rsaPrivateKey];
  }

  #readCredentials({ oauth_token: token, oauth_token_secret: secret }: Answer): Credentials {
    if (isToken(token) && token !== '' && isToken(secret)) return { token, secret };
    throw this.#badAnswerError('The provider gave no credentials');
  }

  #badAnswerError(message: string, cause?: Error): ProviderUnavailableError {
    const client = this.connection.name;
    return new ProviderUnavailableError(message, { code: 'ERR_OAUTH_BAD_RESPONSE', client, cause });
  }
}

function isToken(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_TOKEN_LENGTH && isSafeText(value);
}

/**
 * Credentials are sent as a form (RFC 5849, section 2.1); some providers send JSON. Undefined for a refusal, which some send with a status of
 * success.
 */
function parseAnswer(text: string): Answer | undefined {
  const json = parseJson(text);
  const answer = isRecord(json) ? json : (parseForm(text) ?? {});
  const isRefused = !answer['oauth_token'] && (saysRefusal(answer) || !text.includes('='));
  return isRefused ? undefined : answer;
}

/** Removes the parameters of the protocol from a token response: they may be secrets. */
function withoutCredentials(answer: Answer): Answer {
  return Object.fromEntries(Object.entries(answer).filter(([name]) => !name.startsWith('oauth_')));
}

/** The form in a body, in whatever way it is written. A form is signed, any other body is not (RFC 5849, section 3.4.1.3.1). */
function formIn(body: unknown, type: string | null): URLSearchParams | string | undefined {
  const isForm = type === null ? body instanceof URLSearchParams : /^application\/x-www-form-urlencoded\b/i.test(type);
  if (!isForm) return undefined;
  return body instanceof URLSearchParams || typeof body === 'string' ? body : undefined;
}
