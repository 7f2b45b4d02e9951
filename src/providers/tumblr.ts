import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OAuth1Provider } from './provider.js';

/** A Tumblr user has no id, so the row uses the id of the primary blog. Other blogs can belong to several users. */
const TUMBLR: OAuth1Provider = {
  protocol: 'oauth1',
  name: 'tumblr',
  label: 'Tumblr',
  temporaryCredentialsEndpoint: 'https://www.tumblr.com/oauth/request_token',
  authorizationEndpoint: 'https://www.tumblr.com/oauth/authorize',
  tokenCredentialsEndpoint: 'https://www.tumblr.com/oauth/access_token',
  userinfoEndpoint: 'https://api.tumblr.com/v2/user/info',
  identField: 'response.user.blogs.[primary].uuid',
  claims: {
    name: 'response.user.name',
    preferred_username: 'response.user.name',
    profile: 'response.user.blogs.[primary].url',
  },
  apiBase: 'https://api.tumblr.com/v2/',
  documentation: 'https://www.tumblr.com/docs/en/api/v2',
  checked: '2026-11-21',
};

/** Creates a client for Tumblr, with OAuth 1.0a. */
export const tumblr: ProviderFactory = providerFactory('tumblr', TUMBLR);
