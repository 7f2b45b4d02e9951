import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OidcProvider } from './provider.js';

/** LinkedIn does not return the nonce in the ID token. */
const LINKEDIN: OidcProvider = {
  protocol: 'oidc',
  name: 'linkedin',
  label: 'LinkedIn',
  issuer: 'https://www.linkedin.com/oauth',
  nonce: false,
  clientAuthentication: 'client_secret_post',
  apiBase: 'https://api.linkedin.com/v2/',
  documentation: 'https://learn.microsoft.com/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2',
  checked: '2026-11-21',
};

/** Creates a client for LinkedIn. */
export const linkedIn: ProviderFactory = providerFactory('linkedIn', LINKEDIN);
