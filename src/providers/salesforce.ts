import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OidcProvider } from './provider.js';

const SALESFORCE: OidcProvider = {
  protocol: 'oidc',
  name: 'salesforce',
  label: 'Salesforce',
  placeholders: { domain: { kind: 'host', default: 'login.salesforce.com' } },
  issuer: 'https://{domain}',
  membership: 'organization_id',
  documentation: 'https://help.salesforce.com/s/articleView?id=sf.sso_provider_openid_connect.htm',
  checked: '2026-11-21',
};

/**
 * Creates a client for Salesforce; `domain` is the domain of an organisation. The default is
 * `login.salesforce.com`, which serves all organisations.
 */
export const salesforce: ProviderFactory<never, 'domain'> = providerFactory('salesforce', SALESFORCE);
