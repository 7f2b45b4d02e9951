import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OidcProvider } from './provider.js';

const AUTH0: OidcProvider = {
  protocol: 'oidc',
  name: 'auth0',
  label: 'Auth0',
  placeholders: { domain: { kind: 'host' } },
  issuer: 'https://{domain}/',
  apiBase: 'https://{domain}/',
  groups: { claim: 'groups' },
  membership: 'org_id',
  documentation: 'https://auth0.com/docs/authenticate/protocols/openid-connect-protocol',
  checked: '2026-11-21',
};

/**
 * Creates a client for an Auth0 tenant; `domain` is the domain of the tenant, such as `example.eu.auth0.com`.
 * For a token that your own API accepts, set `audience` in `authorizationParams`.
 */
export const auth0: ProviderFactory<'domain'> = providerFactory('auth0', AUTH0);
