import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OAuth2Provider } from './provider.js';

/** Spotify documents that the e-mail address is unverified. */
const SPOTIFY: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'spotify',
  label: 'Spotify',
  authorizationEndpoint: 'https://accounts.spotify.com/authorize',
  tokenEndpoint: 'https://accounts.spotify.com/api/token',
  userinfoEndpoint: 'https://api.spotify.com/v1/me',
  clientAuthentication: 'client_secret_basic',
  scope: 'user-read-email user-read-private',
  identField: 'id',
  claims: { name: 'display_name', picture: 'images.0.url', profile: 'external_urls.spotify' },
  otherAccount: { show_dialog: 'true' },
  apiBase: 'https://api.spotify.com/v1/',
  documentation: 'https://developer.spotify.com/documentation/web-api/tutorials/code-flow',
  checked: '2026-11-21',
};

/** Creates a client for Spotify. */
export const spotify: ProviderFactory = providerFactory('spotify', SPOTIFY);
