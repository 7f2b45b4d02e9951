import * as openid from 'openid-client';
import type { Clock } from '../clock.js';
import type { Fetch } from './bounded-fetch.js';
import { ProviderUnavailableError } from '../errors.js';
import { DocumentCache } from './document-cache.js';

/** Metadata seldom changes; keys may, but an unknown key id is looked up at once anyway. */
const METADATA_FRESH_MS = 60 * 60_000;
const KEYS_FRESH_MS = 5 * 60_000;

/** Where a provider's documents come from. */
export interface ProviderDocumentsOptions {
  /** The name of the client. */
  name: string;
  issuer: string;
  fetch: Fetch;
  timeoutSeconds: number;
  clock: Clock;
  /** Whether plain http is allowed. */
  insecure: boolean;
}

/**
 * A provider's metadata and keys, kept below openid-client: it discovers and looks up keys as ever, and what it would
 * fetch is served from here. So it also finds a key that is minutes old, and never fetches at every login.
 */
export class ProviderDocuments {
  /** Fetches from the provider; its metadata and keys come from the cache where they can. */
  readonly fetch: Fetch;
  readonly #options: ProviderDocumentsOptions;
  readonly #metadata: DocumentCache;
  readonly #keys: DocumentCache;
  #keysUrl: string | undefined;

  constructor(options: ProviderDocumentsOptions) {
    this.#options = options;
    const { fetch, clock, issuer } = options;
    this.#metadata = new DocumentCache(
      fetch,
      { freshMs: METADATA_FRESH_MS, valid: (json) => isMetadata(json, issuer) },
      clock,
    );
    this.#keys = new DocumentCache(
      fetch,
      { freshMs: KEYS_FRESH_MS, valid: (json) => Array.isArray(json['keys']) },
      clock,
    );
    this.fetch = (url, init) => (url === this.#keysUrl ? this.#keys.refetch(url, init) : fetch(url, init));
  }

  /** An openid-client configuration on the provider's current metadata and the keys that are here. */
  async configuration(
    clientId: string,
    metadata: Partial<openid.ClientMetadata>,
    authentication: openid.ClientAuth,
  ): Promise<openid.Configuration> {
    const { issuer, timeoutSeconds, insecure } = this.#options;
    const config = await openid.discovery(new URL(issuer), clientId, metadata, authentication, {
      timeout: timeoutSeconds,
      [openid.customFetch]: (url, init) => this.#metadata.get(url, init as RequestInit),
      execute: insecure ? [openid.allowInsecureRequests] : [],
    });
    const server = config.serverMetadata();
    if (!isMetadata(server, issuer)) throw unusable(this.#options.name);
    return this.#prepared(config, server.jwks_uri);
  }

  #prepared(config: openid.Configuration, keysUrl: string | undefined): openid.Configuration {
    const { timeoutSeconds } = this.#options;
    openid.enableNonRepudiationChecks(config);
    config.timeout = timeoutSeconds;
    config[openid.customFetch] = (url, init) => this.fetch(url, init as RequestInit);
    this.#keysUrl = keysUrl;
    const keys = this.#keys.fresh();
    // openid-client looks a second time for an unknown key only when its keys are over a minute old: so they always are.
    if (keys !== undefined)
      openid.setJwksCache(config, {
        jwks: JSON.parse(keys) as openid.JWKS,
        uat: Math.floor(Date.now() / 1000) - 100,
      });
    return config;
  }
}

/** The members that a login cannot do without (OIDC Discovery 1.0, section 3). */
const NEEDED = ['issuer', 'authorization_endpoint', 'token_endpoint', 'jwks_uri'];

function unusable(client: string): ProviderUnavailableError {
  return new ProviderUnavailableError('The provider metadata lacks an endpoint', {
    code: 'ERR_OAUTH_DISCOVERY',
    client,
    hint: 'Look at the metadata below the issuer: a login needs authorization_endpoint, token_endpoint and jwks_uri',
  });
}

function isMetadata(json: Record<string, unknown>, issuer: string): boolean {
  const addresses = NEEDED.map((name) => json[name]);
  if (!addresses.every((address) => typeof address === 'string' && URL.canParse(address))) return false;
  return new URL(String(json['issuer'])).href === new URL(issuer).href;
}
