import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OAuth1Provider } from './provider.js';

/** Trello reads the lifetime of the permission from the authorization URL. */
const TRELLO: OAuth1Provider = {
  protocol: 'oauth1',
  name: 'trello',
  label: 'Trello',
  temporaryCredentialsEndpoint: 'https://trello.com/1/OAuthGetRequestToken',
  authorizationEndpoint: 'https://trello.com/1/OAuthAuthorizeToken',
  authorizationParams: { expiration: 'never' },
  tokenCredentialsEndpoint: 'https://trello.com/1/OAuthGetAccessToken',
  userinfoEndpoint: 'https://api.trello.com/1/members/me',
  claims: { name: 'fullName', preferred_username: 'username', picture: '{avatarUrl}/170.png' },
  apiBase: 'https://api.trello.com/1/',
  documentation: 'https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/',
  checked: '2026-11-21',
};

/** Creates a client for Trello, with OAuth 1.0a. */
export const trello: ProviderFactory = providerFactory('trello', TRELLO);
