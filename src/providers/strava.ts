import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OAuth2Provider } from './provider.js';

const STRAVA: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'strava',
  label: 'Strava',
  authorizationEndpoint: 'https://www.strava.com/oauth/authorize',
  tokenEndpoint: 'https://www.strava.com/api/v3/oauth/token',
  userinfoEndpoint: 'https://www.strava.com/api/v3/athlete',
  scope: 'read',
  scopeSeparator: ',',
  identField: 'id',
  claims: {
    name: ['firstname', 'lastname'],
    given_name: 'firstname',
    family_name: 'lastname',
    preferred_username: 'username',
    picture: 'profile',
    profile: 'https://www.strava.com/athletes/{id}',
  },
  otherAccount: { approval_prompt: 'force' },
  apiBase: 'https://www.strava.com/api/v3/',
  documentation: 'https://developers.strava.com/docs/authentication/',
  checked: '2026-11-25',
};

/** Creates a client for Strava. */
export const strava: ProviderFactory = providerFactory('strava', STRAVA);
