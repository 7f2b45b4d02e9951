import { ProviderUnavailableError } from '../../shared/errors.js';
import { parseJson } from '../../shared/parse-json.js';
import { dropNulls } from '../drop-nulls.js';
import { isRecord } from '../is-record.js';
import { transportOf } from '../options/check-transport.js';
import type { ClientOptions } from '../options/client-options.js';
import type { Fetch } from '../transport/bounded-fetch.js';
import { escapeControls } from '../transport/shown-text.js';
import { checkNesting } from '../user/check-claims.js';
import { fixJson, type ProviderFixes } from '../transport/provider-fixes.js';
import { isTenantHost, mayMicrosoftState } from './microsoft-issuer.js';
import { wholeAnswer } from '../transport/whole-answer.js';

/** The members that a login needs (OIDC Discovery 1.0, section 3). */
const REQUIRED_MEMBERS = ['issuer', 'authorization_endpoint', 'token_endpoint', 'jwks_uri'];

/** The metadata of real providers are shorter than 10 kB. */
const MAX_METADATA_LENGTH = 64 * 1024;

/** A longer one fits into no header on its way to the browser. */
const MAX_ADDRESS_LENGTH = 2000;

/** How much of a stated issuer is shown. */
const MAX_ISSUER_LENGTH = 200;

/** The addresses that we, or a browser with secrets in its address, are sent to (OIDC Discovery 1.0, section 3; RFC 8705, section 5). */
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

/** The algorithms of a provider that signs its user info without saying how: openid-client needs a list, of asymmetric ones. */
const DEFAULTS = { userinfo_signing_alg_values_supported: ['RS256', 'PS256', 'ES256', 'Ed25519', 'EdDSA'] };

/** The lists of algorithms that signatures are checked against (OIDC Discovery 1.0, section 3; JARM, section 4). */
const ALGORITHM_LISTS = ['id_token', 'userinfo', 'authorization'].map((name) => `${name}_signing_alg_values_supported`);

/** Where the metadata of a provider comes from. */
export interface MetadataOptions {
  /** The name of the client. */
  name: string;
  issuer: string;
  /** The address of the metadata, where it is not below the issuer. */
  metadataUrl: string | undefined;
  /** Members that replace those of the provider's metadata. */
  metadata: Readonly<Record<string, unknown>> | undefined;
  /** The keys, when they are not to be fetched. */
  jwks: { readonly keys: readonly object[] } | undefined;
  fixes: ProviderFixes;
  fetch: Fetch;
  /** The only algorithms that signatures may have; undefined for all that the metadata lists. */
  algorithms: readonly string[] | undefined;
}

/** The issuer whose metadata is expected. */
export type ExpectedIssuer = Pick<MetadataOptions, 'issuer' | 'metadataUrl'>;

/** Fetches metadata and applies the options. There is no request when the options hold all that a login needs. */
export function createMetadataFetch(options: MetadataOptions): Fetch {
  const { name: client, fetch, issuer, metadata = {}, jwks, fixes, algorithms } = options;
  const known = { ...metadata, ...(jwks === undefined ? {} : { jwks_uri: inlineKeysAddress(issuer) }) };
  const isComplete = 'authorization_endpoint' in known && 'token_endpoint' in known;
  return async function fetchMetadata(url, init) {
    const response = isComplete ? Response.json({ issuer }) : await limitMetadata(await fetch(url, init), client);
    return fixJson(response, 'metadata', async (json) => {
      const fixed = (await fixes.metadata?.(json)) ?? json;
      return limitAlgorithms({ ...DEFAULTS, ...dropEmpty(fixed), ...known }, algorithms);
    });
  };
}

/** Refuses metadata that each login would copy for too long. Throws a `ProviderUnavailableError`. */
async function limitMetadata(response: Response, client: string): Promise<Response> {
  if (response.status !== 200) return response;
  const text = await response.text();
  if (text.length > MAX_METADATA_LENGTH || hasTooManyValues(parseJson(text)))
    throw new ProviderUnavailableError('The provider metadata is too large', {
      code: 'ERR_OAUTH_DISCOVERY',
      client,
      hint: `Metadata may have ${MAX_METADATA_LENGTH / 1024} kB and 2,000 values, nested 32 deep. For other metadata, set the endpoints in the option "metadata"`,
    });
  return wholeAnswer(text, { status: 200, headers: response.headers });
}

function hasTooManyValues(metadata: unknown): boolean {
  try {
    checkNesting(metadata);
    return false;
  } catch {
    return true;
  }
}

/** Some providers publish null, or an empty text, for an endpoint that they do not have. */
function dropEmpty(metadata: Record<string, unknown>): Record<string, unknown> {
  const members = Object.entries(dropNulls(metadata)).filter(([, value]) => value !== '');
  return Object.fromEntries(members.map(([name, value]) => [name, isRecord(value) ? dropEmpty(value) : value]));
}

function limitAlgorithms(metadata: Record<string, unknown>, allowed: readonly string[] | undefined) {
  if (allowed === undefined) return metadata;
  const lists = ALGORITHM_LISTS.map((name): [string, unknown[]] => {
    const listed = metadata[name];
    return [name, Array.isArray(listed) ? listed.filter((alg) => allowed.includes(alg as string)) : []];
  });
  return { ...metadata, ...Object.fromEntries(lists) };
}

/** Stands for the address of keys that are not fetched. */
function inlineKeysAddress(issuer: string): string {
  return `${new URL(issuer).href}#inline-keys`;
}

/** Whether a document is the metadata of this issuer, and has all that a login needs. */
export function isMetadata(json: Record<string, unknown>, expected: ExpectedIssuer): boolean {
  const isComplete = findMissingMembers(json).length === 0 && findLongAddress(json) === undefined;
  return isComplete && isStatedBy(String(json['issuer']), expected);
}

/** The address to begin discovery at: the issuer, or the metadata itself where openid-client cannot know the issuer that it states. */
export function discoveryAddress(issuer: string): URL {
  const url = new URL(issuer);
  return isTenantHost(url) ? new URL(addressBelow(url)) : url;
}

/** Where the metadata of an issuer is (OIDC Discovery 1.0, section 4). */
function addressBelow({ href }: URL): string {
  return `${href.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

function findMissingMembers(json: Record<string, unknown>): string[] {
  return REQUIRED_MEMBERS.filter((name) => {
    const address = json[name];
    return typeof address !== 'string' || !URL.canParse(address);
  });
}

/** Whether a provider of this issuer may state that one. */
function isStatedBy(statedIssuer: string, { issuer, metadataUrl }: ExpectedIssuer): boolean {
  const [stated, expected] = [new URL(statedIssuer), new URL(issuer)];
  // At an address of its own, only the same host ties the document to the issuer.
  if (metadataUrl !== undefined && statedIssuer !== issuer)
    return new URL(metadataUrl).origin === expected.origin && mayMicrosoftState(stated, expected);
  return stated.href === expected.href || mayMicrosoftState(stated, expected);
}

/** Says why a document is not the metadata of this issuer; undefined if it is. */
export function explainMetadata(
  json: Record<string, unknown>,
  expected: ExpectedIssuer,
): { message: string; hint: string } | undefined {
  const { issuer } = expected;
  const stated = json['issuer'];
  if (typeof stated === 'string' && URL.canParse(stated) && !isStatedBy(stated, expected)) {
    return explainStatedIssuer(stated, expected);
  }
  const long = findLongAddress(json);
  if (long !== undefined)
    return {
      message: `The provider metadata of ${issuer} has an address of more than ${MAX_ADDRESS_LENGTH} characters: ${long}`,
      hint: 'The option "metadata" replaces members of the metadata',
    };
  const missing = findMissingMembers(json);
  if (missing.length === 0) return undefined;
  return {
    message: `The provider metadata of ${issuer} lacks ${missing.join(', ')}`,
    hint: 'A login needs these members, with an address in each. What the provider does not publish can be set in the option "metadata"',
  };
}

function explainStatedIssuer(
  stated: string,
  { issuer, metadataUrl }: ExpectedIssuer,
): { message: string; hint: string } {
  const quoted = escapeControls(stated.slice(0, MAX_ISSUER_LENGTH));
  const message = `The provider metadata states another issuer: ${quoted}, not ${issuer}`;
  if (/\{\w+\}/.test(stated))
    return {
      message,
      hint: 'It is a template for many tenants, which works at https://login.microsoftonline.com only. Set the option "issuer" to that of one tenant, with its id',
    };
  const asked = metadataUrl ?? addressBelow(new URL(issuer));
  const isElsewhere = addressBelow(new URL(stated)) !== asked;
  return {
    message,
    hint: `Set the option "issuer" to the issuer that the provider states, byte for byte: ${quoted}${isElsewhere ? `. If its metadata is not below it, set the option "metadataUrl" to ${asked}, too` : ''}`,
  };
}

/** Finds the name of an address to which nothing may be sent. */
export function findRefusedAddress(
  metadata: Record<string, unknown>,
  dangerously: ClientOptions['dangerously'],
): string | undefined {
  return addressesIn(metadata).find(([, address]) => transportOf(address, { dangerously }) === 'refused')?.[0];
}

function findLongAddress(metadata: Record<string, unknown>): string | undefined {
  const { issuer } = metadata;
  if (typeof issuer === 'string' && issuer.length > MAX_ADDRESS_LENGTH) return 'issuer';
  return addressesIn(metadata).find(([, address]) => address.length > MAX_ADDRESS_LENGTH)?.[0];
}

function addressesIn(metadata: Record<string, unknown>): [name: string, address: string][] {
  const aliases = metadata['mtls_endpoint_aliases'];
  const own = ADDRESSES.map((name): [string, unknown] => [name, metadata[name]]);
  const all = isRecord(aliases) ? [...own, ...Object.entries(aliases)] : own;
  return all.filter((each): each is [string, string] => typeof each[1] === 'string');
}
