import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OidcProvider } from './provider.js';

const GITLAB: OidcProvider = {
  protocol: 'oidc',
  name: 'gitlab',
  label: 'GitLab',
  placeholders: { server: { kind: 'url', default: 'https://gitlab.com' } },
  issuer: '{server}',
  claims: { preferred_username: 'nickname' },
  groups: { claim: 'groups' },
  apiBase: '{server}/api/v4/',
  membership: 'groups',
  documentation: 'https://docs.gitlab.com/integration/openid_connect_provider/',
  checked: '2026-11-21',
};

/** Creates a client for GitLab; `server` is the URL of a self-managed server and defaults to `https://gitlab.com`. */
export const gitlab: ProviderFactory<never, 'server'> = providerFactory('gitlab', GITLAB);
