import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OAuth2Provider } from './provider.js';

/** `token_access_type` makes Dropbox issue a refresh token. */
const DROPBOX: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'dropbox',
  label: 'Dropbox',
  authorizationEndpoint: 'https://www.dropbox.com/oauth2/authorize',
  tokenEndpoint: 'https://api.dropboxapi.com/oauth2/token',
  userinfoEndpoint: 'https://api.dropboxapi.com/2/users/get_current_account',
  userinfoMethod: 'POST',
  authorizationParams: { token_access_type: 'offline' },
  scope: 'account_info.read',
  identField: 'account_id',
  claims: {
    name: 'name.display_name',
    given_name: 'name.given_name',
    family_name: 'name.surname',
    picture: 'profile_photo_url',
    email_verified: 'email_verified',
  },
  otherAccount: { force_reauthentication: 'true' },
  apiBase: 'https://api.dropboxapi.com/2/',
  apiOrigins: ['https://content.dropboxapi.com'],
  membership: 'raw.team.id',
  documentation: 'https://www.dropbox.com/developers/documentation/http/documentation',
  checked: '2026-11-21',
};

/** Creates a client for Dropbox. */
export const dropbox: ProviderFactory = providerFactory('dropbox', DROPBOX);
