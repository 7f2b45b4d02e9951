import { ConfigurationError } from '../../shared/errors.js';
import { areBoundToCertificate, isByCertificate, usesMutualTls } from '../options/client-authentication.js';
import { DPOP_ALGORITHMS } from '../oauth2/dpop.js';
import type { OidcOptions } from '../options/oidc-options.js';
import { isRecord } from '../user/user-claims.js';

/** How signatures are made in the profile (FAPI 2.0 Security Profile, section 5.4.1). */
export const FAPI_ALGORITHMS = ['PS256', 'ES256', 'EdDSA', 'Ed25519'];

/** What a client asks of its provider beyond plain OpenID Connect: one by one, or all that a profile takes. */
export interface SecurityProfile {
  /** The whole of FAPI 2.0. */
  isFapi: boolean;
  /** Whether authorization requests are pushed (RFC 9126): always, never, or where the provider offers it. */
  pushes: 'always' | 'never' | 'where offered';
  /** Whether tokens are bound to a key of ours (RFC 9449). */
  dpop: boolean;
  /** Whether tokens have to be bound to the client's certificate (RFC 8705, section 3). */
  isCertificateBound: boolean;
  /** Whether a certificate is presented: then endpoints may be elsewhere (RFC 8705, section 5). */
  isMutualTls: boolean;
  /** The algorithm that authorization requests are signed with (RFC 9101); undefined: they are not. */
  requestAlg: string | undefined;
  /** What the response comes as; undefined: as a query. */
  responseMode: Exclude<OidcOptions['responseMode'], 'query'>;
  /** Whether the response is signed (JARM). */
  isSigned: boolean;
  /** How the client authenticates, in the words of the metadata; undefined: in a way of the app's own. */
  authentication: string | undefined;
  /** The algorithm of the client's assertions. */
  assertionAlg: string | undefined;
}

/** What the options ask for. Throws a `ConfigurationError` for options that contradict each other. */
export function securityProfile(options: OidcOptions): SecurityProfile {
  const isFapi = options.profile === 'fapi2';
  checkTogether(options);
  if (isFapi) checkFapi(options);
  const { responseMode = 'query', privateKey, clientAuthentication = privateKey && 'private_key_jwt' } = options;
  return {
    isFapi,
    pushes: isFapi ? 'always' : options.pushedAuthorizationRequests === false ? 'never' : 'where offered',
    ...bindingOf(options, isFapi),
    isMutualTls: usesMutualTls(options),
    requestAlg: options.signedRequests === true ? privateKey?.alg : undefined,
    responseMode: responseMode === 'query' ? undefined : responseMode,
    isSigned: isSignedMode(responseMode),
    authentication: typeof clientAuthentication === 'string' ? clientAuthentication : undefined,
    assertionAlg: clientAuthentication === 'private_key_jwt' ? privateKey?.alg : undefined,
  };
}

/** What tokens are bound to. By itself a client with a certificate takes what the provider makes of it. */
function bindingOf(options: OidcOptions, isFapi: boolean): Pick<SecurityProfile, 'dpop' | 'isCertificateBound'> {
  const dpop = options.dpop ?? (isFapi && !areBoundToCertificate(options));
  return { dpop, isCertificateBound: options.certificateBoundTokens === true || (isFapi && !dpop) };
}

function checkTogether({ signedRequests, privateKey, dpop, tokenPlacement, profile }: OidcOptions): void {
  if (signedRequests === true && privateKey === undefined)
    throw new ConfigurationError('oidc(): option "privateKey" is required with "signedRequests", got undefined');
  if ((dpop === true || profile !== undefined) && tokenPlacement !== undefined && tokenPlacement !== 'header')
    throw new ConfigurationError(
      `oidc(): option "tokenPlacement" takes "header" for bound tokens, got "${tokenPlacement}"`,
    );
}

function checkFapi(options: OidcOptions): void {
  const { privateKey, idTokenSignedResponseAlg, authorizationSignedResponseAlg, dangerously = [] } = options;
  const algorithms = FAPI_ALGORITHMS.join(', ');
  const byCertificate = areBoundToCertificate(options);
  const contradictions: [is: boolean, takes: string, got: string][] = [
    [!isAsymmetric(options), 'a "privateKey", or "clientAuthentication" by certificate', 'a client with neither'],
    [!isOfFapi(privateKey?.alg), `a "privateKey" for ${algorithms}`, `one for ${privateKey?.alg}`],
    [!isOfFapi(idTokenSignedResponseAlg), `"idTokenSignedResponseAlg" of ${algorithms}`, `${idTokenSignedResponseAlg}`],
    [
      !isOfFapi(authorizationSignedResponseAlg),
      `"authorizationSignedResponseAlg" of ${algorithms}`,
      `${authorizationSignedResponseAlg}`,
    ],
    [options.pushedAuthorizationRequests === false, 'pushed requests', 'pushedAuthorizationRequests: false'],
    [options.dpop === false && !byCertificate, 'bound tokens, by "dpop" or "certificateBoundTokens"', 'dpop: false'],
    [dangerously.length > 0, 'https', 'allowInsecureRequests'],
  ];
  for (const [is, what, got] of contradictions)
    if (is) throw new ConfigurationError(`oidc(): option "profile" with "fapi2" takes ${what}, got ${got}`);
}

/** Whether a client proves who it is without a secret that both sides know. A function of the app's own is taken at its word. */
function isAsymmetric({ clientAuthentication, privateKey }: OidcOptions): boolean {
  if (typeof clientAuthentication === 'function' || isByCertificate(clientAuthentication)) return true;
  return privateKey !== undefined && (clientAuthentication ?? 'private_key_jwt') === 'private_key_jwt';
}

function isOfFapi(alg: string | undefined): boolean {
  return alg === undefined || FAPI_ALGORITHMS.includes(alg);
}

function isSignedMode(mode: OidcOptions['responseMode']): boolean {
  return mode === 'jwt' || mode === 'form_post.jwt';
}

type Metadata = Readonly<Record<string, unknown>>;

/** A member of the metadata, and what it must be or list one of: `undefined` among that takes one that is not published. */
type Need = [member: string, wanted: readonly unknown[]];

/**
 * Throws a `ConfigurationError` that lists what the provider's metadata lacks of what the client asks for, code `ERR_OAUTH_PROFILE`;
 * `lacks` is called before.
 */
export function checkProvider(
  metadata: Metadata,
  profile: SecurityProfile,
  { client, lacks }: { client: string; lacks: () => void },
): void {
  const needs = [...needsOf(profile), ...(profile.isFapi ? fapiNeedsOf(profile) : [])];
  const known = metadataFor(profile, metadata);
  const lacking = needs.flatMap((need) => (need && !isMet(known, need) ? [need[0]] : []));
  if (lacking.length === 0) return;
  lacks();
  const asking = profile.isFapi ? 'the profile "fapi2"' : 'this client';
  throw new ConfigurationError(`The provider does not say that it has what ${asking} asks for: ${lacking.join(', ')}`, {
    code: 'ERR_OAUTH_PROFILE',
    client,
    hint: 'These members of its metadata are missing, or do not list what is needed. Have that turned on at the provider, or leave the option out; what it has but does not publish goes into the option "metadata"',
  });
}

function needsOf(profile: SecurityProfile): (Need | false)[] {
  const { pushes, dpop, isCertificateBound, isSigned, responseMode, requestAlg } = profile;
  return [
    pushes === 'always' && ['pushed_authorization_request_endpoint', []],
    dpop && ['dpop_signing_alg_values_supported', DPOP_ALGORITHMS],
    isCertificateBound && ['tls_client_certificate_bound_access_tokens', [true]],
    // A signed response to a code request is in the query, when nothing else is said.
    isSigned && ['response_modes_supported', responseMode === 'jwt' ? ['jwt', 'query.jwt'] : [responseMode]],
    requestAlg !== undefined && ['request_object_signing_alg_values_supported', [requestAlg]],
  ];
}

function fapiNeedsOf({ isSigned, authentication, assertionAlg }: SecurityProfile): (Need | false)[] {
  return [
    // A signed response names its issuer anyway.
    !isSigned && ['authorization_response_iss_parameter_supported', [true]],
    isSigned && ['authorization_signing_alg_values_supported', FAPI_ALGORITHMS],
    authentication !== undefined && ['token_endpoint_auth_methods_supported', [authentication]],
    assertionAlg !== undefined && ['token_endpoint_auth_signing_alg_values_supported', [assertionAlg, undefined]],
    ['id_token_signing_alg_values_supported', FAPI_ALGORITHMS],
    ['code_challenge_methods_supported', ['S256', undefined]],
  ];
}

/** The metadata with the endpoints that are for whoever presents a certificate. */
export function metadataFor({ isMutualTls }: SecurityProfile, metadata: Metadata): Metadata {
  const aliases = metadata['mtls_endpoint_aliases'];
  return isMutualTls && isRecord(aliases) ? { ...metadata, ...aliases } : metadata;
}

function isMet(metadata: Metadata, [member, wanted]: Need): boolean {
  const value = metadata[member];
  // An address may be any.
  if (wanted.length === 0) return value !== undefined;
  return Array.isArray(value) ? wanted.some((each) => value.includes(each)) : wanted.includes(value);
}
