import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OAuth2Provider } from './provider.js';

const INSTAGRAM: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'instagram',
  label: 'Instagram',
  authorizationEndpoint: 'https://www.instagram.com/oauth/authorize',
  tokenEndpoint: 'https://api.instagram.com/oauth/access_token',
  userinfoEndpoint: 'https://graph.instagram.com/me?fields=user_id,username,name,profile_picture_url',
  scope: 'instagram_business_basic',
  scopeSeparator: ',',
  tokenPlacement: 'query',
  identField: 'user_id',
  claims: { preferred_username: 'username', picture: 'profile_picture_url' },
  quirks: ['answer in a list', 'no token_type'],
  apiBase: 'https://graph.instagram.com/',
  documentation: 'https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login',
  checked: '2026-11-25',
};

/** Creates a client for Instagram, for professional accounts. */
export const instagram: ProviderFactory = providerFactory('instagram', INSTAGRAM);
