import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OAuth2Provider } from './provider.js';

const DISCORD: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'discord',
  label: 'Discord',
  authorizationEndpoint: 'https://discord.com/oauth2/authorize',
  tokenEndpoint: 'https://discord.com/api/oauth2/token',
  userinfoEndpoint: 'https://discord.com/api/v10/users/@me',
  revocationEndpoint: 'https://discord.com/api/oauth2/token/revoke',
  scope: 'identify email',
  identField: 'id',
  claims: {
    name: 'global_name',
    preferred_username: 'username',
    picture: 'https://cdn.discordapp.com/avatars/{id}/{avatar}.png',
    email_verified: 'verified',
  },
  apiBase: 'https://discord.com/api/v10/',
  documentation: 'https://discord.com/developers/docs/topics/oauth2',
  checked: '2026-11-21',
};

/** Creates a client for Discord. */
export const discord: ProviderFactory = providerFactory('discord', DISCORD);
