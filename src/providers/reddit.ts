import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OAuth2Provider } from './provider.js';

/** `duration` makes Reddit issue a refresh token. Reddit rejects requests that have no `User-Agent` header. */
const REDDIT: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'reddit',
  label: 'Reddit',
  authorizationEndpoint: 'https://www.reddit.com/api/v1/authorize',
  tokenEndpoint: 'https://www.reddit.com/api/v1/access_token',
  userinfoEndpoint: 'https://oauth.reddit.com/api/v1/me?raw_json=1',
  revocationEndpoint: 'https://www.reddit.com/api/v1/revoke_token',
  authorizationParams: { duration: 'permanent' },
  clientAuthentication: 'client_secret_basic',
  scope: 'identity',
  identField: 'id',
  claims: { preferred_username: 'name', picture: 'icon_img' },
  apiBase: 'https://oauth.reddit.com/',
  apiHeaders: { 'user-agent': 'express-oauth-beforeware ({clientId})' },
  quirks: ['no code for a dead refresh token'],
  documentation: 'https://github.com/reddit-archive/reddit/wiki/OAuth2',
  checked: '2026-11-25',
};

/** Creates a client for Reddit. */
export const reddit: ProviderFactory = providerFactory('reddit', REDDIT);
