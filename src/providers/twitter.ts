import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OAuth1Provider } from './provider.js';

const TWITTER: OAuth1Provider = {
  protocol: 'oauth1',
  name: 'twitter',
  label: 'X',
  temporaryCredentialsEndpoint: 'https://api.x.com/oauth/request_token',
  authorizationEndpoint: 'https://api.x.com/oauth/authenticate',
  tokenCredentialsEndpoint: 'https://api.x.com/oauth/access_token',
  userinfoEndpoint: 'https://api.x.com/1.1/account/verify_credentials.json?include_email=true&skip_status=true',
  identField: 'id_str',
  otherAccount: { force_login: 'true' },
  claims: {
    preferred_username: 'screen_name',
    picture: 'profile_image_url_https',
    email: 'email',
    email_verified: 'email',
  },
  apiBase: 'https://api.x.com/1.1/',
  documentation: 'https://docs.x.com/fundamentals/authentication/oauth-1-0a/obtaining-user-access-tokens',
  checked: '2026-11-25',
};

/**
 * Creates a client for Twitter, now X, with OAuth 1.0a. X returns only a verified e-mail address, and only to apps that
 * are permitted to read it.
 */
export const twitter: ProviderFactory = providerFactory('twitter', TWITTER);
