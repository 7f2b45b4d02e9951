import type { JWK } from 'jose';
import type { Configuration } from 'openid-client';
import { algorithmFor, isCostly } from '../oauth2/dpop.js';
import type { OidcSetup } from './oidc-setup.js';
import { metadataOf } from './metadata-of.js';

/**
 * Creates the key that the code and the new tokens are bound to (RFC 9449, section 10). Undefined when the profile binds nothing, and when a
 * key for this provider is costly: anybody can begin a login, so that one is created only for its response.
 */
export async function createCodeKey(setup: OidcSetup, config: Configuration): Promise<JWK | undefined> {
  const { profile, dpop } = setup;
  const listed = listedAlgorithms(config);
  return profile.dpop && !isCostly(algorithmFor(listed)) ? dpop.createKey(listed) : undefined;
}

/** Creates the costly key that new tokens are bound to when the response has come (RFC 9449, section 5); undefined where `createCodeKey` does. */
export async function createLateKey(setup: OidcSetup, config: Configuration): Promise<JWK | undefined> {
  const { profile, dpop } = setup;
  const listed = listedAlgorithms(config);
  return profile.dpop && isCostly(algorithmFor(listed)) ? dpop.createKey(listed) : undefined;
}

/** Creates a key for tokens that are renewed; undefined when the profile binds nothing. */
export async function createTokenKey(setup: OidcSetup, config: Configuration): Promise<JWK | undefined> {
  return (await createCodeKey(setup, config)) ?? createLateKey(setup, config);
}

function listedAlgorithms(config: Configuration): unknown {
  return metadataOf(config)['dpop_signing_alg_values_supported'];
}
