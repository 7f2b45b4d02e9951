import type { JWK } from 'jose';
import type { Configuration } from 'openid-client';
import type { OidcSetup } from './oidc-setup.js';

/** Creates the key that new tokens are bound to; undefined when the profile does not bind them (RFC 9449). */
export async function createTokenKey({ profile, dpop }: OidcSetup, config: Configuration): Promise<JWK | undefined> {
  return profile.dpop ? dpop.createKey(config.serverMetadata()['dpop_signing_alg_values_supported']) : undefined;
}
