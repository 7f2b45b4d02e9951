import * as openid from 'openid-client';
import type {
  AuthorizationRequest,
  AuthorizationResponse,
  AuthorizationStart,
  Client,
  Identity,
  RefreshResult,
  VisibleRefusal,
} from '../client.js';
import type { AuthorizationParameters } from '../options/client-options.js';
import { encodeSpaces } from '../encode-spaces.js';
import { mergeParameters } from '../options/merge-parameters.js';
import type { OAuth2Options } from '../options/oauth2-options.js';
import type { TokenSet } from '../token-set.js';
import type { ApiCall } from '../transport/api-call.js';
import { identifyUser } from './identify-user.js';
import { checkResponse, readVisibleRefusal } from './check-response.js';
import { codeChallengeOf } from './code-challenge.js';
import { createConfiguration } from './oauth2-configuration.js';
import { readSilence } from './read-silence.js';
import { setUpOAuth2, type OAuth2Setup } from './oauth2-setup.js';
import { requestedScope } from './requested-scope.js';

/** A client of a provider that speaks OAuth 2.0 without OpenID Connect. */
export class OAuth2Client implements Client {
  readonly protocol = 'oauth2';
  readonly name: string;
  readonly label: string;
  readonly registration: string;
  readonly timeoutMs: number;
  readonly otherAccount: AuthorizationParameters;
  readonly #setup: OAuth2Setup;
  readonly #config: openid.Configuration;

  constructor(options: OAuth2Options, isInsecure: boolean) {
    this.#setup = setUpOAuth2(options, isInsecure);
    this.#config = createConfiguration(this.#setup);
    this.name = this.#setup.connection.name;
    this.label = this.#setup.connection.label;
    this.registration = JSON.stringify([options.issuer ?? options.tokenEndpoint, options.clientId]);
    this.timeoutMs = this.#setup.connection.timeoutMs;
    this.otherAccount = options.otherAccount ?? {};
  }

  async authorize(request: AuthorizationRequest): Promise<AuthorizationStart> {
    const { scopeSeparator = ' ', authorizationParams } = this.#setup.options;
    const codeVerifier = openid.randomPKCECodeVerifier();
    const scope = requestedScope(this.#setup.options, request.scope).join(scopeSeparator);
    const parameters = mergeParameters(authorizationParams, request.parameters, {
      ...(scope === '' ? {} : { scope }),
      redirect_uri: request.redirectUri,
      state: request.state,
      code_challenge: codeChallengeOf(codeVerifier),
      code_challenge_method: 'S256',
    });
    const url = openid.buildAuthorizationUrl(this.#config, parameters);
    const further = request.scope.length > 0 && { scope: [...request.scope] };
    return { url: encodeSpaces(url), pendingChecks: { codeVerifier, ...further, ...readSilence(parameters) } };
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

  async endSessionUrl(): Promise<undefined> {
    return undefined;
  }

  refresh(tokens: TokenSet): Promise<RefreshResult> {
    return this.#setup.requests.refresh(createConfiguration(this.#setup), tokens);
  }

  revoke(tokens: TokenSet): Promise<boolean> {
    return this.#setup.requests.revoke(this.#config, tokens);
  }

  introspect(token: string): Promise<Record<string, unknown> | undefined> {
    return this.#setup.requests.introspect(this.#config, token);
  }

  apiTarget(path: string | URL): URL {
    return this.#setup.requests.apiTarget(path);
  }

  call(call: ApiCall, tokens: TokenSet | undefined): Promise<Response> {
    return this.#setup.requests.call(call, tokens);
  }
}
