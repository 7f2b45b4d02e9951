import type { JSONWebKeySet } from 'jose';
import * as openid from 'openid-client';
import type { Clock } from '../../shared/clock.js';
import type { Fetch } from '../transport/bounded-fetch.js';
import { transportOf } from '../options/client-options.js';
import type { ClientOptions } from '../options/client-options.js';
import { ProviderUnavailableError } from '../../shared/errors.js';
import { DocumentCache } from '../transport/document-cache.js';
import type { Forcing } from '../transport/document-cache.js';
import { fixedFetch, fixedJson } from '../transport/provider-fixes.js';
import type { ProviderFixes } from '../transport/provider-fixes.js';
import { isRecord, withoutNulls } from '../user/user-claims.js';

/** Metadata seldom changes; keys may, but an unknown key id is looked up at once anyway. */
const METADATA_FRESH_MS = 60 * 60_000;
const KEYS_FRESH_MS = 5 * 60_000;

/** Where a provider's documents come from. */
export interface ProviderDocumentsOptions {
  /** The name of the client. */
  name: string;
  issuer: string;
  /** Members of the metadata that the app knows better. */
  metadata: Readonly<Record<string, unknown>> | undefined;
  /** The keys, when they are not to be fetched. */
  jwks: { readonly keys: readonly object[] } | undefined;
  fixes: ProviderFixes;
  fetch: Fetch;
  backstopSeconds: number;
  clock: Clock;
  /** The only algorithms that signatures may have; undefined: all that the metadata lists. */
  algorithms: readonly string[] | undefined;
  /** Leave for plain http to another machine. */
  dangerously: ClientOptions['dangerously'];
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
    const { clock, issuer, dangerously } = options;
    const fetch = options.jwks === undefined ? options.fetch : servingKeys(options.fetch, issuer, options.jwks);
    this.#metadata = new DocumentCache(
      metadataFetch(options),
      {
        freshMs: METADATA_FRESH_MS,
        valid: (json) => isMetadata(json, issuer) && refusedAddressIn(json, dangerously) === undefined,
      },
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
    const { name, issuer, backstopSeconds, dangerously } = this.#options;
    const config = await openid.discovery(new URL(issuer), clientId, metadata, authentication, {
      timeout: backstopSeconds,
      [openid.customFetch]: (url, init) => this.#metadata.get(url, init as RequestInit),
      // Which addresses may be plain http is decided below, one by one.
      execute: [openid.allowInsecureRequests],
    });
    const server = config.serverMetadata();
    if (!isMetadata(server, issuer)) throw unusable(name);
    const refused = refusedAddressIn(server, dangerously);
    if (refused !== undefined) throw insecure(refused, name);
    return this.#prepared(config, server.jwks_uri);
  }

  /** The provider's keys; `anew`: although there are fresh ones, at most a few times a minute. Throws a `ProviderUnavailableError`. */
  async keys(address: string, anew: boolean): Promise<JSONWebKeySet> {
    if (anew && !this.#keys.canForce('logout')) throw tooOften(this.#options.name);
    const response = await (anew ? this.#keys.refetch(address, {}, 'logout') : this.#keys.get(address, {}));
    const body: unknown = await response.json().catch(() => undefined);
    if (response.status === 200 && isRecord(body) && Array.isArray(body['keys']))
      return body as unknown as JSONWebKeySet;
    throw new ProviderUnavailableError('The provider publishes no usable keys', {
      code: 'ERR_OAUTH_BAD_RESPONSE',
      client: this.#options.name,
    });
  }

  /** Has the keys fetched anew at the next login, at most a few times a minute: one of them did not open what it should have. */
  distrustKeys(forcing: Forcing): void {
    this.#keys.expire(forcing);
  }

  /** Fetches keys for a signed response, which any browser can bring: so it has a budget of its own. */
  responseKeys(url: string, init: RequestInit): Promise<Response> {
    return this.#keys.refetch(url, init, 'response');
  }

  /** The same for the metadata, in which something is missing. */
  distrustMetadata(): void {
    this.#metadata.expire('login');
  }

  #prepared(config: openid.Configuration, keysUrl: string | undefined): openid.Configuration {
    openid.enableNonRepudiationChecks(config);
    config.timeout = this.#options.backstopSeconds;
    const server = config.serverMetadata();
    // A client with a certificate asks the endpoints that are for that (RFC 8705, section 5): what is to be fixed is there.
    const aliases = config.clientMetadata().use_mtls_endpoint_aliases ? server.mtls_endpoint_aliases : undefined;
    const { token_endpoint: token, userinfo_endpoint: userInfo } = { ...server, ...aliases };
    const fetch = fixedFetch(this.fetch, this.#options.fixes, { token, userInfo, tolerant: false });
    config[openid.customFetch] = (url, init) => fetch(url, init as RequestInit);
    this.#keysUrl = keysUrl === undefined ? undefined : new URL(keysUrl).href;
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

function tooOften(client: string): ProviderUnavailableError {
  return new ProviderUnavailableError('The keys of the provider were looked up too often for logout tokens', {
    code: 'ERR_OAUTH_BAD_RESPONSE',
    status: 503,
    client,
  });
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

function insecure(endpoint: string, client: string): ProviderUnavailableError {
  return new ProviderUnavailableError(`The provider metadata has an address that is not https: ${endpoint}`, {
    code: 'ERR_OAUTH_DISCOVERY',
    client,
    hint: 'Secrets and tokens go there. Plain http is for loopback addresses; elsewhere it takes `dangerously: [allowInsecureRequests]`',
  });
}

/** The addresses that we, or a browser with what is in its address, are sent to (OIDC Discovery 1.0, section 3; RFC 8705, section 5). */
const ADDRESSES = [
  'authorization_endpoint',
  'token_endpoint',
  'jwks_uri',
  'userinfo_endpoint',
  'revocation_endpoint',
  'introspection_endpoint',
  'end_session_endpoint',
  'pushed_authorization_request_endpoint',
];

/** The name of an address that must not be spoken to, if there is one. */
function refusedAddressIn(
  metadata: Record<string, unknown>,
  dangerously: ClientOptions['dangerously'],
): string | undefined {
  const aliases = metadata['mtls_endpoint_aliases'];
  const own = ADDRESSES.map((name): [string, unknown] => [name, metadata[name]]);
  const all = isRecord(aliases) ? [...own, ...Object.entries(aliases)] : own;
  return all.find(
    ([, address]) => typeof address === 'string' && transportOf(address, { dangerously }) === 'refused',
  )?.[0];
}

function isMetadata(json: Record<string, unknown>, issuer: string): boolean {
  const addresses = NEEDED.map((name) => json[name]);
  if (!addresses.every((address) => typeof address === 'string' && URL.canParse(address))) return false;
  const stated = new URL(String(json['issuer'])).href;
  // At Microsoft Entra ID the issuer is that of the tenant, whose domain may have been asked for; or a template, in which
  // openid-client fills in the tenant of each token.
  const isTenant = new URL(issuer).origin === ENTRA && /^\/[^/]+\/v2\.0$/.test(stated.slice(ENTRA.length));
  return stated === new URL(issuer).href || (isTenant && stated.startsWith(`${ENTRA}/`));
}

const ENTRA = 'https://login.microsoftonline.com';

/** A provider that signs its user info need not say how; openid-client has to know, and takes none that is not asymmetric. */
const DEFAULTS = { userinfo_signing_alg_values_supported: ['RS256', 'PS256', 'ES256', 'Ed25519', 'EdDSA'] };

/** Fetches metadata with what the app knows better; nothing is fetched when that is all a login needs. */
function metadataFetch({ fetch, issuer, metadata = {}, jwks, fixes, algorithms }: ProviderDocumentsOptions): Fetch {
  const known = { ...metadata, ...(jwks === undefined ? {} : { jwks_uri: inlineKeys(issuer) }) };
  const isWhole = 'authorization_endpoint' in known && 'token_endpoint' in known;
  return async function fetchMetadata(url, init) {
    const response = isWhole ? Response.json({ issuer }) : await fetch(url, init);
    return fixedJson(response, 'metadata', async (json) => {
      const fixed = (await fixes.metadata?.(json)) ?? json;
      return withAlgorithms({ ...DEFAULTS, ...withoutNulls(fixed), ...known }, algorithms);
    });
  };
}

/** The lists of what a provider signs with, by which openid-client and we check that (OIDC Discovery 1.0, section 3; JARM, section 4). */
const SIGNING = ['id_token', 'userinfo', 'authorization'].map((what) => `${what}_signing_alg_values_supported`);

function withAlgorithms(metadata: Record<string, unknown>, allowed: readonly string[] | undefined) {
  if (allowed === undefined) return metadata;
  const lists = SIGNING.map((name): [string, unknown[]] => {
    const listed = metadata[name];
    return [name, Array.isArray(listed) ? listed.filter((alg) => allowed.includes(alg as string)) : []];
  });
  return { ...metadata, ...Object.fromEntries(lists) };
}

/** Stands for the address of keys that are not fetched. */
function inlineKeys(issuer: string): string {
  return `${new URL(issuer).href}#inline-keys`;
}

function servingKeys(fetch: Fetch, issuer: string, jwks: object): Fetch {
  const address = inlineKeys(issuer);
  return async (url, init) => (url === address ? Response.json(jwks) : fetch(url, init));
}
