import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OAuth1Provider } from './provider.js';

/** Flickr identifies the user in the token response, so the row has no user info endpoint. */
const FLICKR: OAuth1Provider = {
  protocol: 'oauth1',
  name: 'flickr',
  label: 'Flickr',
  temporaryCredentialsEndpoint: 'https://www.flickr.com/services/oauth/request_token',
  authorizationEndpoint: 'https://www.flickr.com/services/oauth/authorize',
  authorizationParams: { perms: 'read' },
  tokenCredentialsEndpoint: 'https://www.flickr.com/services/oauth/access_token',
  identField: 'user_nsid',
  claims: { name: 'fullname', preferred_username: 'username' },
  apiBase: 'https://api.flickr.com/services/',
  documentation: 'https://www.flickr.com/services/api/auth.oauth.html',
  checked: '2026-11-21',
};

/** Creates a client for Flickr, with OAuth 1.0a. */
export const flickr: ProviderFactory = providerFactory('flickr', FLICKR);
