import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OidcProvider } from './provider.js';

const KEYCLOAK: OidcProvider = {
  protocol: 'oidc',
  name: 'keycloak',
  label: 'Keycloak',
  placeholders: { server: { kind: 'url' }, realm: { kind: 'segment' } },
  issuer: '{server}/realms/{realm}',
  apiBase: '{server}/realms/{realm}/',
  groups: { claim: 'groups' },
  documentation: 'https://www.keycloak.org/securing-apps/oidc-layers',
  checked: '2026-11-21',
};

/** Creates a client for a Keycloak realm; `server` is the URL of the server, `realm` the name of the realm. */
export const keycloak: ProviderFactory<'server' | 'realm'> = providerFactory('keycloak', KEYCLOAK);
