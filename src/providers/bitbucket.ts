import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OAuth2Provider } from './provider.js';

const BITBUCKET: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'bitbucket',
  label: 'Bitbucket',
  authorizationEndpoint: 'https://bitbucket.org/site/oauth2/authorize',
  tokenEndpoint: 'https://bitbucket.org/site/oauth2/access_token',
  userinfoEndpoint: 'https://api.bitbucket.org/2.0/user',
  emailsEndpoint: 'https://api.bitbucket.org/2.0/user/emails',
  clientAuthentication: 'client_secret_basic',
  scope: 'account email',
  identField: 'uuid',
  claims: {
    name: 'display_name',
    preferred_username: 'username',
    picture: 'links.avatar.href',
    profile: 'links.html.href',
  },
  quirks: ['scopes for scope'],
  apiBase: 'https://api.bitbucket.org/2.0/',
  documentation: 'https://support.atlassian.com/bitbucket-cloud/docs/use-oauth-on-bitbucket-cloud/',
  checked: '2026-11-21',
};

/** Creates a client for Bitbucket. */
export const bitbucket: ProviderFactory = providerFactory('bitbucket', BITBUCKET);
