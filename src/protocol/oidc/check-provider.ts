import { ConfigurationError } from '../../shared/errors.js';
import { isRecord } from '../is-record.js';
import { DPOP_ALGORITHMS } from '../oauth2/dpop.js';
import { FAPI_ALGORITHMS, type SecurityProfile } from './security-profile.js';

type Metadata = Readonly<Record<string, unknown>>;

/**
 * A member of the metadata and its accepted values: it must be or list one of them. An empty list accepts any value; `undefined` in the
 * list accepts a member that is not published.
 */
type Need = [member: string, accepted: readonly unknown[]];

/**
 * Throws a `ConfigurationError`, code `ERR_OAUTH_PROFILE`, that lists the members in which the provider's metadata does not support the
 * profile. Calls `onMissing` before.
 */
export function checkProvider(
  metadata: Metadata,
  profile: SecurityProfile,
  { client, onMissing }: { client: string; onMissing: () => void },
): void {
  const needs = [...needsOf(profile), ...(profile.isFapi ? fapiNeedsOf(profile) : [])];
  const effective = metadataFor(profile, metadata);
  const missing = needs.flatMap((need) => (need && !isMet(effective, need) ? [need[0]] : []));
  if (missing.length === 0) return;
  onMissing();
  const demander = profile.isFapi ? 'the profile "fapi2"' : 'this client';
  throw new ConfigurationError(
    `The provider's metadata does not support what ${demander} needs: ${missing.join(', ')}`,
    {
      code: 'ERR_OAUTH_PROFILE',
      client,
      hint: 'These members of the metadata are missing, or do not list the needed value. Turn the feature on at the provider, or remove the option. If the provider supports it without publishing it, add it to the option "metadata"',
    },
  );
}

/** The metadata as a client with this profile uses it: with a certificate, the endpoints for mutual TLS replace the others. */
export function metadataFor({ isMutualTls }: SecurityProfile, metadata: Metadata): Metadata {
  const aliases = metadata['mtls_endpoint_aliases'];
  return isMutualTls && isRecord(aliases) ? { ...metadata, ...aliases } : metadata;
}

function needsOf(profile: SecurityProfile): (Need | false)[] {
  const { pushes, dpop, isCertificateBound, isSigned, responseMode, requestAlg } = profile;
  return [
    pushes === 'always' && ['pushed_authorization_request_endpoint', []],
    dpop && ['dpop_signing_alg_values_supported', DPOP_ALGORITHMS],
    isCertificateBound && ['tls_client_certificate_bound_access_tokens', [true]],
    // For a code request, `jwt` means `query.jwt`.
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

function isMet(metadata: Metadata, [member, accepted]: Need): boolean {
  const value = metadata[member];
  if (accepted.length === 0) return value !== undefined;
  return Array.isArray(value) ? accepted.some((each) => value.includes(each)) : accepted.includes(value);
}
