import type { OAuth2Provider, OidcProvider } from '../provider.js';

/** Apple. Its secret is a token that the app signs; the name of the user comes once, at the first sign-in. */
export const APPLE: OidcProvider = {
  protocol: 'oidc',
  name: 'apple',
  label: 'Apple',
  issuer: 'https://appleid.apple.com',
  scope: 'openid name email',
  responseMode: 'form_post',
  userInResponse: true,
  documentation: 'https://developer.apple.com/documentation/signinwithapplerestapi',
  checked: '2026-11-21',
};

/** Facebook. It does not say whether the address is verified. */
export const FACEBOOK: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'facebook',
  label: 'Facebook',
  authorizationEndpoint: 'https://www.facebook.com/v23.0/dialog/oauth',
  tokenEndpoint: 'https://graph.facebook.com/v23.0/oauth/access_token',
  userinfoEndpoint: 'https://graph.facebook.com/v23.0/me?fields=id,name,first_name,last_name,email,picture',
  scope: 'public_profile email',
  identField: 'id',
  claims: { given_name: 'first_name', family_name: 'last_name', picture: 'picture.data.url' },
  apiBase: 'https://graph.facebook.com/v23.0/',
  documentation: 'https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow',
  checked: '2026-11-21',
};

/** Instagram, for professional accounts. */
export const INSTAGRAM: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'instagram',
  label: 'Instagram',
  authorizationEndpoint: 'https://www.instagram.com/oauth/authorize',
  tokenEndpoint: 'https://api.instagram.com/oauth/access_token',
  userinfoEndpoint: 'https://graph.instagram.com/me?fields=user_id,username,name,profile_picture_url',
  scope: 'instagram_business_basic',
  scopeSeparator: ',',
  tokenPlacement: 'query',
  identField: 'user_id',
  claims: { preferred_username: 'username', picture: 'profile_picture_url' },
  quirks: ['token response in a list', 'no token_type'],
  apiBase: 'https://graph.instagram.com/',
  documentation: 'https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login',
  checked: '2026-11-21',
};

/** X, by OAuth 2.0. It tells no address. */
export const X: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'x',
  label: 'X',
  authorizationEndpoint: 'https://x.com/i/oauth2/authorize',
  tokenEndpoint: 'https://api.x.com/2/oauth2/token',
  userinfoEndpoint: 'https://api.x.com/2/users/me?user.fields=profile_image_url,url',
  revocationEndpoint: 'https://api.x.com/2/oauth2/revoke',
  clientAuthentication: 'client_secret_basic',
  scope: 'users.read tweet.read',
  identField: 'data.id',
  claims: { name: 'data.name', preferred_username: 'data.username', picture: 'data.profile_image_url' },
  apiBase: 'https://api.x.com/2/',
  documentation: 'https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code',
  checked: '2026-11-21',
};

/** Reddit. `duration` makes it issue a refresh token; it answers nobody without a User-Agent. */
export const REDDIT: OAuth2Provider = {
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
  documentation: 'https://github.com/reddit-archive/reddit/wiki/OAuth2',
  checked: '2026-11-21',
};

/** Discord. */
export const DISCORD: OAuth2Provider = {
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

/** Yandex. */
export const YANDEX: OAuth2Provider = {
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

/** VK ID. Its user info takes a form; its token request repeats what the response named the device. */
export const VK: OAuth2Provider = {
  protocol: 'oauth2',
  name: 'vk',
  label: 'VK',
  authorizationEndpoint: 'https://id.vk.com/authorize',
  tokenEndpoint: 'https://id.vk.com/oauth2/auth',
  userinfoEndpoint: 'https://id.vk.com/oauth2/user_info',
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
  apiBase: 'https://api.vk.com/method/',
  quirks: ['no token_type'],
  documentation: 'https://id.vk.com/about/business/go/docs/en/vkid/latest/vk-id/connection/api-description',
  checked: '2026-11-21',
};
