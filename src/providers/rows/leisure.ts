import type { OAuth2Provider, OidcProvider } from '../provider.js';

/** Twitch. Without the parameter `claims` its user info says nothing but the id. */
export const TWITCH: OidcProvider = {
  protocol: 'oidc',
  name: 'twitch',
  label: 'Twitch',
  issuer: 'https://id.twitch.tv/oauth2',
  scope: 'openid user:read:email',
  authorizationParams: {
    claims: '{"userinfo":{"email":null,"email_verified":null,"picture":null,"preferred_username":null}}',
  },
  clientAuthentication: 'client_secret_post',
  otherAccount: { force_verify: 'true' },
  quirks: ['scope as a list'],
  apiBase: 'https://api.twitch.tv/helix/',
  apiHeaders: { 'client-id': '{clientId}' },
  documentation: 'https://dev.twitch.tv/docs/authentication/getting-tokens-oidc/',
  checked: '2026-11-21',
};

/** Battle.net. */
export const BATTLE_NET: OidcProvider = {
  protocol: 'oidc',
  name: 'battlenet',
  label: 'Battle.net',
  parts: { region: { kind: 'segment', default: 'us' } },
  issuer: 'https://oauth.battle.net',
  scope: 'openid',
  claims: { preferred_username: 'battletag' },
  apiBase: 'https://{region}.api.blizzard.com/',
  documentation: 'https://community.developer.battle.net/documentation/guides/using-oauth',
  checked: '2026-11-21',
};

/** Spotify. It says itself that the address is not verified. */
export const SPOTIFY: OAuth2Provider = {
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

/** Dropbox. `token_access_type` makes it issue a refresh token. */
export const DROPBOX: OAuth2Provider = {
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
  documentation: 'https://www.dropbox.com/developers/documentation/http/documentation',
  checked: '2026-11-21',
};

/** Strava. */
export const STRAVA: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'strava',
  label: 'Strava',
  authorizationEndpoint: 'https://www.strava.com/oauth/authorize',
  tokenEndpoint: 'https://www.strava.com/oauth/token',
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
  checked: '2026-11-21',
};
