import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OAuth2Provider } from './provider.js';

const ZOOM: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'zoom',
  label: 'Zoom',
  authorizationEndpoint: 'https://zoom.us/oauth/authorize',
  tokenEndpoint: 'https://zoom.us/oauth/token',
  userinfoEndpoint: 'https://api.zoom.us/v2/users/me',
  revocationEndpoint: 'https://zoom.us/oauth/revoke',
  clientAuthentication: 'client_secret_basic',
  identField: 'id',
  claims: {
    name: 'display_name',
    given_name: 'first_name',
    family_name: 'last_name',
    picture: 'pic_url',
    email_verified: 'verified',
  },
  quirks: ['invalid_request for a dead refresh token'],
  apiBase: 'https://api.zoom.us/v2/',
  membership: 'raw.account_id',
  documentation: 'https://developers.zoom.us/docs/integrations/oauth/',
  checked: '2026-11-21',
};

/** Creates a client for Zoom. */
export const zoom: ProviderFactory = providerFactory('zoom', ZOOM);
