import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OAuth2Provider } from './provider.js';

const ATLASSIAN: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'atlassian',
  label: 'Atlassian',
  authorizationEndpoint: 'https://auth.atlassian.com/authorize',
  tokenEndpoint: 'https://auth.atlassian.com/oauth/token',
  userinfoEndpoint: 'https://api.atlassian.com/me',
  authorizationParams: { audience: 'api.atlassian.com', prompt: 'consent' },
  scope: 'read:me',
  identField: 'account_id',
  claims: { nickname: 'nickname', email_verified: 'email_verified' },
  apiBase: 'https://api.atlassian.com/',
  documentation: 'https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/',
  checked: '2026-11-25',
};

/** Creates a client for Atlassian: Jira, Confluence and its other products. */
export const atlassian: ProviderFactory = providerFactory('atlassian', ATLASSIAN);
