import { providerFactory } from './provider-client.js';
import type { ProviderFactory } from './provider-client.js';
import type { OAuth2Provider } from './provider.js';

const YANDEX: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'yandex',
  label: 'Yandex',
  authorizationEndpoint: 'https://oauth.yandex.com/authorize',
  tokenEndpoint: 'https://oauth.yandex.com/token',
  userinfoEndpoint: 'https://login.yandex.ru/info?format=json',
  scope: 'login:email login:info login:avatar',
  identField: 'id',
  claims: {
    name: 'real_name',
    given_name: 'first_name',
    family_name: 'last_name',
    preferred_username: 'login',
    email: 'default_email',
    picture: 'https://avatars.yandex.net/get-yapic/{default_avatar_id}/islands-200',
    gender: 'sex',
    birthdate: 'birthday',
  },
  documentation: 'https://yandex.com/dev/id/doc/en/',
  checked: '2026-11-21',
};

/** Creates a client for Yandex. */
export const yandex: ProviderFactory = providerFactory('yandex', YANDEX);
