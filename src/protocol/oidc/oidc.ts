import { checkOptions } from '../../shared/check-options.js';
import type { Client } from '../client.js';
import { checkIssuer, checkMetadataUrl } from '../options/check-issuer.js';
import { checkTransport } from '../options/check-transport.js';
import { checkAuthentication } from '../options/client-authentication.js';
import { oidcRules, type OidcOptions } from '../options/oidc-options.js';
import { OidcClient } from './oidc-client.js';
import { readSecurityProfile } from './security-profile.js';

/**
 * Creates a client of an OpenID Connect provider. The provider is not contacted before the first login.
 * Throws a `ConfigurationError` for a wrong option. (OIDC Core, section 3.1)
 */
export function oidc(options: OidcOptions): Client {
  checkOptions('oidc()', options, oidcRules);
  const { issuer, metadataUrl } = options;
  checkTransport('oidc()', { issuer, metadataUrl }, options);
  checkIssuer('oidc()', issuer);
  checkMetadataUrl('oidc()', options);
  checkAuthentication('oidc()', options);
  return new OidcClient(options, readSecurityProfile(options));
}
