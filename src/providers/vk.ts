import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OAuth2Provider } from './provider.js';

/** The user info endpoint expects a form. Token requests repeat the `device_id` of the authorization response. */
const VK: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'vk',
  label: 'VK',
  authorizationEndpoint: 'https://id.vk.ru/authorize',
  tokenEndpoint: 'https://id.vk.ru/oauth2/auth',
  userinfoEndpoint: 'https://id.vk.ru/oauth2/user_info',
  userinfoMethod: 'POST',
  userinfoParams: { client_id: '{clientId}' },
  responseParameters: ['device_id', 'state'],
  tokenPlacement: 'body',
  scope: 'vkid.personal_info email',
  identField: 'user.user_id',
  claims: {
    name: ['user.first_name', 'user.last_name'],
    given_name: 'user.first_name',
    family_name: 'user.last_name',
    email: 'user.email',
    picture: 'user.avatar',
    birthdate: 'user.birthday',
  },
  apiBase: 'https://api.vk.ru/method/',
  apiOrigins: ['https://api.vk.com'],
  quirks: ['no token_type'],
  documentation: 'https://id.vk.ru/about/business/go/docs/en/vkid/latest/vk-id/connection/api-description',
  checked: '2026-11-25',
};

/** Creates a client for VK ID. */
export const vk: ProviderFactory = providerFactory('vk', VK);
