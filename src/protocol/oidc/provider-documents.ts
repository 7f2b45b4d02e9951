import type { JSONWebKeySet } from 'jose';
import * as openid from 'openid-client';
import type { Clock } from '../../shared/clock.js';
import { ProviderUnavailableError } from '../../shared/errors.js';
import { parseJson } from '../../shared/parse-json.js';
import { isRecord } from '../is-record.js';
import type { ClientOptions } from '../options/client-options.js';
import type { Fetch } from '../transport/bounded-fetch.js';
import { DocumentCache, type Lookup } from '../transport/document-cache.js';
import type { LookupReason } from '../transport/shared-lookups.js';
import { fixedFetch } from '../transport/provider-fixes.js';
import { refusingFetch } from '../transport/refusing-fetch.js';
import { keysError, metadataAnswerError, metadataError } from './document-errors.js';
import { createKeysFetch, leftOutIn } from './key-set.js';
import {
  findRefusedAddress,
  isMetadata,
  createMetadataFetch,
  discoveryAddress,
  type MetadataOptions,
} from './provider-metadata.js';

/** Metadata seldom changes. */
const METADATA_FRESH_MS = 60 * 60_000;
/** Keys change more often. A new one is looked up at once anyway. */
const KEYS_FRESH_MS = 5 * 60_000;

/** Where the documents of a provider come from. */
export interface ProviderDocumentsOptions extends MetadataOptions {
  backstopSeconds: number;
  clock: Clock;
  /** Explicit opt-in to plain http to another machine. */
  dangerously: ClientOptions['dangerously'];
}

/**
 * The metadata and the keys of a provider, cached below openid-client. It runs discovery as always, and its requests are answered from the
 * cache, so a login needs no request for documents.
 */
export class ProviderDocuments {
  /** Fetches from the provider. Its metadata and keys come from the cache where possible. */
  readonly fetch: Fetch;
  readonly #options: ProviderDocumentsOptions;
  readonly #metadata: DocumentCache;
  readonly #keys: DocumentCache;
  #keysUrl: string | undefined;
  /** How many requests for keys had begun when a configuration was made. */
  readonly #requestsBefore = new WeakMap<openid.Configuration, number>();

  constructor(options: ProviderDocumentsOptions) {
    this.#options = options;
    const { clock, dangerously, jwks, fetch } = options;
    const isValid = (json: Record<string, unknown>) =>
      isMetadata(json, options) && findRefusedAddress(json, dangerously) === undefined;
    this.#metadata = new DocumentCache(createMetadataFetch(options), { freshMs: METADATA_FRESH_MS, isValid }, clock);
    const keysFetch = createKeysFetch(jwks === undefined ? fetch : async () => Response.json(jwks));
    this.#keys = new DocumentCache(keysFetch, { freshMs: KEYS_FRESH_MS, isValid: isKeySet }, clock);
    this.fetch = async (url, init) =>
      url === this.#keysUrl ? this.#checkKeys(url, await this.#keys.get(url, init)) : fetch(url, init);
  }

  /** A configuration of openid-client, with the current metadata and the cached keys. */
  async configuration(
    clientId: string,
    metadata: Partial<openid.ClientMetadata>,
    authentication: openid.ClientAuth,
  ): Promise<openid.Configuration> {
    const { name, issuer, backstopSeconds, dangerously } = this.#options;
    const config = await openid.discovery(discoveryAddress(issuer), clientId, metadata, authentication, {
      timeout: backstopSeconds,
      [openid.customFetch]: (url, init) => this.#readMetadata(url, init as RequestInit),
      // Plain http is allowed or refused below, address by address.
      execute: [openid.allowInsecureRequests],
    });
    const server = config.serverMetadata();
    const refused = findRefusedAddress(server, dangerously);
    if (refused !== undefined) throw insecureAddressError(refused, name);
    return this.#prepare(config, server.jwks_uri);
  }

  /** How many requests for keys have begun. */
  get keyRequests(): number {
    return this.#keys.requests;
  }

  /** How many of the provider's keys were left out: they can verify nothing. */
  get leftOutKeys(): number {
    const keys = parseJson(this.#keys.fresh() ?? '');
    return isRecord(keys) ? leftOutIn(keys) : 0;
  }

  /** The keys of the provider. Rejects with a `ProviderUnavailableError`. */
  async readKeys(address: string): Promise<JSONWebKeySet> {
    const response = await this.#checkKeys(address, await this.#keys.get(address, {}));
    return (await response.json()) as JSONWebKeySet;
  }

  /** Looks up keys that are newer than a token that the cached ones do not verify. Resolves to false when that is not possible now. */
  async lookUpKeys(address: string, lookup: Lookup): Promise<boolean> {
    // Keys that the app gives are never newer.
    return this.#options.jwks === undefined && this.#keys.lookUp(address, {}, lookup);
  }

  /** Looks up keys that are newer than those of a configuration. */
  async lookUpKeysAfter(config: openid.Configuration, reason: LookupReason): Promise<boolean> {
    const { jwks_uri: address = '' } = config.serverMetadata();
    return this.lookUpKeys(address, { after: this.#requestsBefore.get(config) ?? this.#keys.requests, reason });
  }

  /** Has the next login fetch the metadata again, a few times a minute at most: a member was missing. */
  distrustMetadata(): void {
    this.#metadata.expire();
  }

  /** Rejects here, with the address: openid-client would not say that it was about the keys. */
  async #checkKeys(url: string, response: Response): Promise<Response> {
    const { status } = response;
    const text = await response.clone().text();
    const keys = parseJson(text);
    if (status === 200 && isRecord(keys) && isKeySet(keys)) return response;
    throw keysError({ url, status, text, client: this.#options.name });
  }

  /** Rejects here for metadata that cannot be used, as openid-client would say neither its address nor both issuers. */
  async #readMetadata(url: string, init: RequestInit): Promise<Response> {
    const { name: client, metadataUrl } = this.#options;
    const address = metadataUrl ?? url;
    const response = await this.#metadata.get(address, init);
    const { status } = response;
    const text = await response.clone().text();
    const metadata = parseJson(text);
    if (status !== 200 || !isRecord(metadata)) throw metadataAnswerError({ url: address, status, text, client });
    const error = metadataError(metadata, this.#options, client);
    if (error) throw error;
    return response;
  }

  #prepare(config: openid.Configuration, keysUrl: string | undefined): openid.Configuration {
    openid.enableNonRepudiationChecks(config);
    config.timeout = this.#options.backstopSeconds;
    const server = config.serverMetadata();
    // A client with a certificate uses the endpoints for mutual TLS (RFC 8705, section 5): the fixes apply there.
    const aliases = config.clientMetadata().use_mtls_endpoint_aliases ? server.mtls_endpoint_aliases : undefined;
    const endpoints = { ...server, ...aliases };
    const { token_endpoint: token, userinfo_endpoint: userInfo, revocation_endpoint: revocation } = endpoints;
    const fixed = fixedFetch(this.fetch, this.#options.fixes, {
      token,
      userInfo,
      pushed: endpoints.pushed_authorization_request_endpoint,
      tolerant: false,
      hasSubject: ({ sub }) => Boolean(sub),
    });
    const fetch = refusingFetch(fixed, { revocation });
    config[openid.customFetch] = (url, init) => fetch(url, init as RequestInit);
    this.#keysUrl = keysUrl === undefined ? undefined : new URL(keysUrl).href;
    const keys = this.#keys.fresh();
    this.#requestsBefore.set(config, this.#keys.requests);
    // As new as can be: it is for us to look up others.
    if (keys !== undefined)
      openid.setJwksCache(config, { jwks: JSON.parse(keys) as openid.JWKS, uat: Math.floor(Date.now() / 1000) });
    return config;
  }
}

function isKeySet(json: Record<string, unknown>): boolean {
  return Array.isArray(json['keys']);
}

function insecureAddressError(endpoint: string, client: string): ProviderUnavailableError {
  return new ProviderUnavailableError(`The provider metadata has an address that is not https: ${endpoint}`, {
    code: 'ERR_OAUTH_DISCOVERY',
    client,
    hint: 'Secrets and tokens are sent there. Plain http is allowed for loopback addresses only. For others, set `dangerously: [allowInsecureRequests]`',
  });
}
