import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OidcProvider } from './provider.js';

const ORCID: OidcProvider = {
  protocol: 'oidc',
  name: 'orcid',
  label: 'ORCID',
  issuer: 'https://orcid.org',
  scope: 'openid',
  apiBase: 'https://pub.orcid.org/v3.0/',
  documentation: 'https://info.orcid.org/documentation/api-tutorials/api-tutorial-get-and-authenticated-orcid-id/',
  checked: '2026-11-21',
};

/** Creates a client for ORCID, which identifies researchers. */
export const orcid: ProviderFactory = providerFactory('orcid', ORCID);
