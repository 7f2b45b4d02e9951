import { GITHUB_TEAMS, GITHUB_USER } from './github.js';
import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OAuth2Provider } from './provider.js';

const GITHUB_ENTERPRISE: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'github-enterprise',
  label: 'GitHub Enterprise',
  placeholders: { server: { kind: 'url' } },
  authorizationEndpoint: '{server}/login/oauth/authorize',
  tokenEndpoint: '{server}/login/oauth/access_token',
  userinfoEndpoint: '{server}/api/v3/user',
  emailsEndpoint: '{server}/api/v3/user/emails',
  groups: { ...GITHUB_TEAMS, endpoint: '{server}/api/v3/user/teams?per_page=100' },
  apiBase: '{server}/api/v3/',
  documentation:
    'https://docs.github.com/en/enterprise-server/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps',
  ...GITHUB_USER,
};

/** Creates a client for GitHub Enterprise Server; `server` is the URL of the server. */
export const githubEnterprise: ProviderFactory<'server'> = providerFactory('githubEnterprise', GITHUB_ENTERPRISE);
