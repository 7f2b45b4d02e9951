import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OAuth2Provider } from './provider.js';

/** Notion identifies the user in the token response, so the row has no user info endpoint. */
const NOTION: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'notion',
  label: 'Notion',
  authorizationEndpoint: 'https://api.notion.com/v1/oauth/authorize',
  tokenEndpoint: 'https://api.notion.com/v1/oauth/token',
  authorizationParams: { owner: 'user' },
  clientAuthentication: 'client_secret_basic_raw',
  identField: 'owner.user.id',
  claims: { name: 'owner.user.name', picture: 'owner.user.avatar_url', email: 'owner.user.person.email' },
  quirks: ['token request as JSON'],
  apiBase: 'https://api.notion.com/v1/',
  apiHeaders: { 'notion-version': '2022-06-28' },
  membership: 'raw.workspace_id',
  documentation: 'https://developers.notion.com/docs/authorization',
  checked: '2026-11-21',
};

/** Creates a client for Notion. */
export const notion: ProviderFactory = providerFactory('notion', NOTION);
