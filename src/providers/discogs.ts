import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OAuth1Provider } from './provider.js';

/** Discogs rejects requests that have no `User-Agent` header. */
const DISCOGS: OAuth1Provider = {
  protocol: 'oauth1',
  name: 'discogs',
  label: 'Discogs',
  temporaryCredentialsEndpoint: 'https://api.discogs.com/oauth/request_token',
  authorizationEndpoint: 'https://www.discogs.com/oauth/authorize',
  tokenCredentialsEndpoint: 'https://api.discogs.com/oauth/access_token',
  userinfoEndpoint: 'https://api.discogs.com/oauth/identity',
  claims: { preferred_username: 'username' },
  apiBase: 'https://api.discogs.com/',
  apiHeaders: { 'user-agent': 'express-oauth-beforeware ({clientId})' },
  documentation: 'https://www.discogs.com/developers#page:authentication,header:authentication-oauth-flow',
  checked: '2026-11-21',
};

/** Creates a client for Discogs, with OAuth 1.0a. */
export const discogs: ProviderFactory = providerFactory('discogs', DISCOGS);
