import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OAuth2Provider } from './provider.js';

const X: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'x',
  label: 'X',
  authorizationEndpoint: 'https://x.com/i/oauth2/authorize',
  tokenEndpoint: 'https://api.x.com/2/oauth2/token',
  userinfoEndpoint: 'https://api.x.com/2/users/me?user.fields=profile_image_url,url,confirmed_email',
  revocationEndpoint: 'https://api.x.com/2/oauth2/revoke',
  clientAuthentication: 'client_secret_basic',
  scope: 'users.read users.email tweet.read',
  identField: 'data.id',
  claims: {
    name: 'data.name',
    preferred_username: 'data.username',
    picture: 'data.profile_image_url',
    email: 'data.confirmed_email',
    email_verified: 'data.confirmed_email',
  },
  apiBase: 'https://api.x.com/2/',
  documentation: 'https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code',
  checked: '2026-11-25',
};

/**
 * Creates a client for X, with OAuth 2.0. X returns only a verified e-mail address, and only to apps with the setting
 * "Request email from users"; without it, set `scope: 'users.read tweet.read'`.
 */
export const x: ProviderFactory = providerFactory('x', X);
