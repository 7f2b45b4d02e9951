import type { Configuration } from 'openid-client';
import type { Clock } from '../../shared/clock.js';
import { secretsOf } from '../oauth2/secrets-of.js';
import { translateErrors } from '../oauth2/translate-errors.js';
import type { OidcOptions } from '../options/oidc-options.js';
import type { ProviderConnection } from '../transport/provider-connection.js';
import type { LookupReason } from '../transport/shared-lookups.js';
import { AnswerRecord } from './answer-record.js';
import type { Decryption } from './decryption.js';
import { isDecryptionFailure, isKeyFailure, noteLeftOutKeys } from './key-failure.js';
import { readRegistration } from './registration.js';
import { verifyLogoutToken, type LogoutToken } from './logout-token.js';
import { ProviderDocuments } from './provider-documents.js';
import { checkProvider } from './check-provider.js';
import { FAPI_ALGORITHMS, type SecurityProfile } from './security-profile.js';

/** The parts of a client that its provider works with. */
interface OidcProviderParts {
  connection: ProviderConnection;
  profile: SecurityProfile;
  clock: Clock;
  decryption: Decryption;
}

/** Work that is done again, with the answers that have come. */
interface RepeatedWork {
  answers: AnswerRecord;
  /** The configuration whose keys did not fit. */
  after: Configuration;
  reason: () => LookupReason;
  kid?: string | undefined;
}

/** The provider of a client, as its metadata and keys describe it. */
export class OidcProvider {
  readonly documents: ProviderDocuments;
  readonly #options: OidcOptions;
  readonly #profile: SecurityProfile;
  readonly #name: string;
  readonly #clock: Clock;
  readonly #registration: ReturnType<typeof readRegistration>;
  readonly #decryption: Decryption;

  constructor(options: OidcOptions, { connection, profile, clock, decryption }: OidcProviderParts) {
    this.#options = options;
    this.#profile = profile;
    this.#name = connection.name;
    this.#clock = clock;
    this.#decryption = decryption;
    this.#registration = readRegistration(options);
    this.documents = new ProviderDocuments({
      ...connection,
      issuer: options.issuer,
      metadataUrl: options.metadataUrl,
      metadata: options.metadata,
      jwks: options.jwks,
      fixes: options.fixes ?? {},
      clock,
      algorithms: profile.isFapi ? FAPI_ALGORITHMS : undefined,
      dangerously: options.dangerously,
    });
  }

  /**
   * A configuration of openid-client. It is new for each use, and built from cached documents. `encryptionKid` is the
   * name of the only key for decryption, where it has none. Rejects with an `OAuthError`.
   */
  configuration(encryptionKid?: string): Promise<Configuration> {
    const { clientId, metadata, authentication } = this.#registration;
    return translateErrors({ stage: 'discovery', client: this.#name, secrets: secretsOf(this.#options) }, async () => {
      const config = await this.documents.configuration(clientId, metadata, authentication);
      await this.#decryption.enable(config, encryptionKid);
      return config;
    });
  }

  /** Throws a `ConfigurationError` when the provider does not support what the client asks for. */
  checkProfile(config: Configuration): void {
    // The next login reads the metadata again: the provider may support it by then.
    const onMissing = () => this.documents.distrustMetadata();
    checkProvider(config.serverMetadata(), this.#profile, { client: this.#name, onMissing });
  }

  /**
   * Runs work of openid-client that verifies signatures. If the cached keys do not fit, the keys are looked up, and the work is done once more
   * with what the provider has answered already: a key that was replaced fails no login. The same holds for the only key for decryption, where
   * it has no name.
   */
  async verify<T>(
    config: Configuration,
    work: (config: Configuration) => Promise<T>,
    reason: () => LookupReason = () => 'login',
  ): Promise<T> {
    const answers = new AnswerRecord();
    answers.record(config);
    let kid: string | undefined;
    try {
      return await work(config);
    } catch (error) {
      kid = await this.#findEncryptionKid(error, answers);
      if (kid === undefined) return this.#verifyWithNewKeys(error, work, { answers, after: config, reason });
    }
    const renewed = await this.configuration(kid);
    answers.replay(renewed);
    answers.record(renewed);
    try {
      return await work(renewed);
    } catch (error) {
      return this.#verifyWithNewKeys(error, work, { answers, after: renewed, reason, kid });
    }
  }

  /** The `kid` of a token that the only key, which has none, was not tried for. */
  async #findEncryptionKid(error: unknown, answers: AnswerRecord): Promise<string | undefined> {
    const isTried = !this.#decryption.isUnnamed || !isDecryptionFailure(error);
    return isTried ? undefined : answers.findEncryptionKid();
  }

  async #verifyWithNewKeys<T>(
    failure: unknown,
    work: (config: Configuration) => Promise<T>,
    { answers, after, reason, kid }: RepeatedWork,
  ): Promise<T> {
    if (!isKeyFailure(failure) || !(await this.documents.lookUpKeysAfter(after, reason())))
      throw this.#noteLeftOutKeys(failure);
    const renewed = await this.configuration(kid);
    answers.replay(renewed);
    try {
      return await work(renewed);
    } catch (error) {
      throw this.#noteLeftOutKeys(error);
    }
  }

  #noteLeftOutKeys(error: unknown): unknown {
    noteLeftOutKeys(error, this.documents.leftOutKeys);
    return error;
  }

  /** `Client.logoutToken()`. */
  async verifyLogoutToken(token: string): Promise<LogoutToken> {
    const { documents } = this;
    const after = documents.keyRequests;
    const server = (await this.configuration()).serverMetadata();
    const { jwks_uri: address = '' } = server;
    return verifyLogoutToken(token, {
      server,
      options: this.#options,
      client: this.#name,
      now: this.#clock(),
      decryption: this.#decryption,
      readKeys: () => documents.readKeys(address),
      lookUpKeys: () => documents.lookUpKeys(address, { after, reason: 'logout' }),
    });
  }
}
