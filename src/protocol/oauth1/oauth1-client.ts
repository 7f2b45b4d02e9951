import { CallbackError, ConfigurationError, type ProviderError } from '../../shared/errors.js';
import { cancelledError } from '../cancelled.js';
import type {
  AuthorizationRequest,
  AuthorizationResponse,
  AuthorizationStart,
  Client,
  Identity,
  VisibleRefusal,
} from '../client.js';
import type { AuthorizationParameters } from '../options/client-options.js';
import { encodeSpaces } from '../encode-spaces.js';
import { mergeParameters } from '../options/merge-parameters.js';
import type { OAuth1Options } from '../options/oauth1-options.js';
import type { TokenSet } from '../token-set.js';
import type { ApiCall } from '../transport/api-call.js';
import { readClaim } from '../user/claim-source.js';
import { checkSubject } from '../user/subject.js';
import { pickStandardClaims } from '../user/user-claims.js';
import { OAuth1Requests } from './oauth1-requests.js';
import { refusedError } from './refused-error.js';

/** What providers send in place of a verifier when the user cancels. */
const NO_VERIFIER = /^(?:denied|null)$/i;

const IDENT_HINT = 'The option "identField" names the field of the user info with the stable id of the user';

/** A client of a provider that speaks OAuth 1.0a. */
export class OAuth1Client implements Client {
  readonly protocol = 'oauth1';
  readonly name: string;
  readonly label: string;
  readonly registration: string;
  readonly timeoutMs: number;
  readonly otherAccount: AuthorizationParameters;
  readonly #options: OAuth1Options;
  readonly #requests: OAuth1Requests;

  constructor(options: OAuth1Options) {
    this.#options = options;
    this.#requests = new OAuth1Requests(options);
    this.name = this.#requests.connection.name;
    this.label = this.#requests.connection.label;
    this.registration = JSON.stringify([options.tokenCredentialsEndpoint, options.clientId]);
    this.timeoutMs = this.#requests.connection.timeoutMs;
    this.otherAccount = options.otherAccount ?? {};
  }

  async authorize(request: AuthorizationRequest): Promise<AuthorizationStart> {
    const callback = new URL(request.redirectUri);
    callback.searchParams.set('state', request.state);
    const credentials = await this.#requests.requestTemporaryCredentials(callback.href);
    const { authorizationEndpoint, authorizationParams } = this.#options;
    const url = new URL(authorizationEndpoint);
    const parameters = mergeParameters(authorizationParams, request.parameters);
    for (const name of parameters.keys()) url.searchParams.delete(name);
    for (const [name, value] of parameters) url.searchParams.append(name, value);
    url.searchParams.set('oauth_token', credentials.token);
    return { url: encodeSpaces(url), pendingChecks: { temporaryCredentials: credentials } };
  }

  readRefusal(parameters: URLSearchParams): VisibleRefusal | undefined {
    return refusalIn(parameters);
  }

  checkResponse(parameters: URLSearchParams): 'success' | 'refusal' {
    if (refusalIn(parameters)) return 'refusal';
    if (parameters.get('oauth_verifier')) return 'success';
    throw new CallbackError('The authorization response has no verifier', {
      code: 'ERR_OAUTH_CODE_MISSING',
      client: this.name,
    });
  }

  async identify({ parameters, pendingChecks }: AuthorizationResponse): Promise<Identity> {
    const { temporaryCredentials: temporary } = pendingChecks;
    if (!temporary) throw this.#invalidResponseError('The login began with another protocol');
    const refusal = refusalIn(parameters);
    if (refusal) throw refusedError({ refusal, client: this.name });
    const isSilent = !parameters.has('oauth_verifier');
    if (!isSilent) this.checkResponse(parameters);
    const token = parameters.get('oauth_token');
    // A user who cancels may come back with the state alone.
    if (token !== temporary.token && !(isSilent && token === null))
      throw this.#invalidResponseError('The response is for other temporary credentials');
    if (isSilent) throw this.#silentResponseError();
    const verifier = parameters.get('oauth_verifier') ?? '';
    const { credentials, answer } = await this.#requests.requestTokenCredentials(verifier, temporary);
    const raw = await this.#requests.fetchUserInfo(answer, credentials);
    const { identField = 'id', claims } = this.#options;
    const subject = checkSubject(readClaim(raw, identField), this.name, IDENT_HINT);
    return {
      subject,
      info: { ...pickStandardClaims(raw, claims), sub: subject, raw },
      scope: [],
      tokens: {
        accessToken: credentials.token,
        tokenSecret: credentials.secret,
        tokenType: 'oauth1',
        issuedAt: this.#requests.clock(),
      },
    };
  }

  async endSessionUrl(): Promise<undefined> {
    return undefined;
  }

  /** Token credentials do not expire: there is nothing to refresh. */
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
    return this.#requests.apiTarget(path);
  }

  call(call: ApiCall, tokens: TokenSet | undefined): Promise<Response> {
    return this.#requests.call(call, tokens && { token: tokens.accessToken, secret: tokens.tokenSecret ?? '' });
  }

  /** Tumblr, and others, send a user who cancels back without a word. */
  #silentResponseError(): ProviderError {
    const cause = new Error('The authorization response has neither a verifier nor an error');
    return cancelledError({ client: this.name, error: 'access_denied', cause });
  }

  #invalidResponseError(message: string): CallbackError {
    return new CallbackError(message, { code: 'ERR_OAUTH_RESPONSE_INVALID', client: this.name });
  }
}

/**
 * The refusal in an authorization response. The standard has none: Twitter sends `denied`, Magento `rejected=1`, others `oauth_problem` (OAuth
 * Problem Reporting, section 3), `error`, or a word such as "denied" in place of the verifier. An empty parameter is none.
 */
function refusalIn(parameters: URLSearchParams): VisibleRefusal | undefined {
  const isDenied =
    parameters.get('denied') ||
    parameters.get('rejected') === '1' ||
    NO_VERIFIER.test(parameters.get('oauth_verifier') ?? '');
  if (isDenied) return { error: 'denied' };
  const error = parameters.get('oauth_problem') || parameters.get('oauth_error') || parameters.get('error');
  return error ? { error } : undefined;
}
