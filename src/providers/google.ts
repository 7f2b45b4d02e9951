import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OidcProvider } from './provider.js';

const GOOGLE: OidcProvider = {
  protocol: 'oidc',
  name: 'google',
  label: 'Google',
  issuer: 'https://accounts.google.com',
  otherAccount: { prompt: 'select_account' },
  apiBase: 'https://www.googleapis.com/',
  apiOrigins: [
    'https://openidconnect.googleapis.com',
    'https://people.googleapis.com',
    'https://gmail.googleapis.com',
    'https://sheets.googleapis.com',
    'https://docs.googleapis.com',
    'https://admin.googleapis.com',
  ],
  membership: 'hd',
  documentation: 'https://developers.google.com/identity/openid-connect/openid-connect',
  checked: '2026-11-21',
};

/**
 * Creates a client for Google. Anybody can have a Google account with an address of a company: the claim `hd` says that the account
 * belongs to a Google Workspace domain.
 */
export const google: ProviderFactory = providerFactory('google', GOOGLE);
