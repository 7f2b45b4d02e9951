import type { ClientAuth, Configuration } from 'openid-client';
import type { Clock } from '../../shared/clock.js';
import type { OAuthError } from '../../shared/errors.js';
import { chooseAuthentication } from '../oauth2/choose-authentication.js';
import { secretsOf } from '../oauth2/secrets-of.js';
import { translateErrors } from '../oauth2/translate-errors.js';
import type { OidcOptions } from '../options/oidc-options.js';
import type { ProviderConnection } from '../transport/provider-connection.js';
import { buildClientMetadata } from './client-metadata.js';
import { verifyLogoutToken, type LogoutToken } from './logout-token.js';
import { ProviderDocuments } from './provider-documents.js';
import { checkProvider } from './check-provider.js';
import { FAPI_ALGORITHMS, type SecurityProfile } from './security-profile.js';

/** The provider of a client, as its metadata and keys describe it. */
export class OidcProvider {
  readonly documents: ProviderDocuments;
  readonly #options: OidcOptions;
  readonly #profile: SecurityProfile;
  readonly #name: string;
  readonly #clock: Clock;
  readonly #authentication: ClientAuth;

  constructor(
    options: OidcOptions,
    { connection, profile, clock }: { connection: ProviderConnection; profile: SecurityProfile; clock: Clock },
  ) {
    this.#options = options;
    this.#profile = profile;
    this.#name = connection.name;
    this.#clock = clock;
    this.#authentication = chooseAuthentication(options, { unlisted: 'client_secret_basic', audience: 'issuer' });
    this.documents = new ProviderDocuments({
      ...connection,
      issuer: options.issuer,
      metadata: options.metadata,
      jwks: options.jwks,
      fixes: options.fixes ?? {},
      clock,
      algorithms: profile.isFapi ? FAPI_ALGORITHMS : undefined,
      dangerously: options.dangerously,
    });
  }

  /** A configuration of openid-client. It is new for each use, and built from cached documents. Rejects with an `OAuthError`. */
  configuration(): Promise<Configuration> {
    const { clientId } = this.#options;
    const metadata = buildClientMetadata(this.#options);
    return translateErrors({ stage: 'discovery', client: this.#name, secrets: secretsOf(this.#options) }, () =>
      this.documents.configuration(clientId, metadata, this.#authentication),
    );
  }

  /** Throws a `ConfigurationError` when the provider does not support what the client asks for. */
  checkProfile(config: Configuration): void {
    // The next login reads the metadata again: the provider may support it by then.
    const onMissing = () => this.documents.distrustMetadata();
    checkProvider(config.serverMetadata(), this.#profile, { client: this.#name, onMissing });
  }

  /** Has the next login fetch the keys again, if an error may come from a key that was replaced under the same id. */
  distrustKeysAfter(error: unknown): void {
    const { code } = error as OAuthError;
    if (code === 'ERR_OAUTH_ID_TOKEN') this.documents.distrustKeys('login');
    if (this.#profile.isSigned && code === 'ERR_OAUTH_RESPONSE_INVALID') this.documents.distrustKeys('response');
  }

  /** `Client.logoutToken()`. */
  async verifyLogoutToken(token: string): Promise<LogoutToken> {
    const server = (await this.configuration()).serverMetadata();
    const keys = (refetch: boolean) => this.documents.readKeys(server.jwks_uri ?? '', refetch);
    const checks = { server, options: this.#options, client: this.#name, now: this.#clock(), keys };
    return verifyLogoutToken(token, checks);
  }
}
