import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OidcProvider } from './provider.js';

/** The issuer is the organisation's own authorization server. */
const OKTA: OidcProvider = {
  protocol: 'oidc',
  name: 'okta',
  label: 'Okta',
  placeholders: { domain: { kind: 'host' } },
  issuer: 'https://{domain}',
  apiBase: 'https://{domain}/api/v1/',
  groups: { claim: 'groups', scope: 'groups' },
  documentation: 'https://developer.okta.com/docs/reference/api/oidc/',
  checked: '2026-11-21',
};

/** Creates a client for an Okta organisation; `domain` is its domain, such as `example.okta.com`. */
export const okta: ProviderFactory<'domain'> = providerFactory('okta', OKTA);
