import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OidcProvider } from './provider.js';

/** LinkedIn does not return the nonce in the ID token, and refuses token requests of web apps with a PKCE verifier. */
const LINKEDIN: OidcProvider = {
  protocol: 'oidc',
  name: 'linkedin',
  label: 'LinkedIn',
  issuer: 'https://www.linkedin.com/oauth',
  nonce: false,
  clientAuthentication: 'client_secret_post',
  quirks: ['no code_verifier'],
  apiBase: 'https://api.linkedin.com/v2/',
  documentation: 'https://learn.microsoft.com/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2',
  checked: '2026-11-25',
};

/**
 * Creates a client for LinkedIn. LinkedIn supports neither a nonce nor, for web apps, PKCE: a code that was stolen on its way to the app
 * could be used in another browser.
 */
export const linkedIn: ProviderFactory = providerFactory('linkedIn', LINKEDIN);
