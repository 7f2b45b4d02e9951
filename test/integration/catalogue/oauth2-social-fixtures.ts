import * as catalogue from '../../../src/index.js';
import { ADA } from './provider-fixture.js';
import type { ProviderFixture } from './provider-fixture.js';
import { sendJson } from './stand-in.js';

/** The fixtures of the rows for OAuth 2.0 that are social networks or media, by the name of the row. */
export const OAUTH2_SOCIAL_FIXTURES: Record<string, ProviderFixture> = {
  facebook: {
    createClient: catalogue.facebook,
    tokenResponse: { token_type: 'bearer', expires_in: 5183944 },
    answers: {
      'graph.facebook.com/v26.0/me': {
        id: '10224',
        name: ADA.name,
        first_name: 'Ada',
        last_name: 'Lovelace',
        email: ADA.email,
        picture: { data: { height: 50, is_silhouette: false, url: ADA.picture, width: 50 } },
      },
    },
    authorization: {
      url: 'https://www.facebook.com/v26.0/dialog/oauth',
      parameters: { scope: 'public_profile email' },
    },
    ident: 'facebook:10224',
    info: { ...ADA, given_name: 'Ada', family_name: 'Lovelace' },
  },
  instagram: {
    createClient: catalogue.instagram,
    tokenResponse: { user_id: 17841405793187218, permissions: ['instagram_business_basic'] },
    answers: {
      'graph.instagram.com/me': {
        data: [{ user_id: '17841405793187218', username: 'ada', name: ADA.name, profile_picture_url: ADA.picture }],
      },
    },
    authorization: {
      url: 'https://www.instagram.com/oauth/authorize',
      parameters: { scope: 'instagram_business_basic' },
    },
    ident: 'instagram:17841405793187218',
    info: { name: ADA.name, preferred_username: 'ada', picture: ADA.picture },
  },
  x: {
    createClient: catalogue.x,
    tokenResponse: { token_type: 'bearer', expires_in: 7200, scope: 'users.read users.email tweet.read' },
    answers: {
      'api.x.com/2/users/me': {
        data: {
          id: '2244994945',
          name: ADA.name,
          username: 'ada',
          profile_image_url: ADA.picture,
          confirmed_email: ADA.email,
        },
      },
    },
    authorization: {
      url: 'https://x.com/i/oauth2/authorize',
      parameters: { scope: 'users.read users.email tweet.read' },
    },
    ident: 'x:2244994945',
    info: { ...ADA, preferred_username: 'ada', email_verified: true },
  },
  reddit: {
    createClient: catalogue.reddit,
    tokenResponse: { token_type: 'bearer', expires_in: 86400, scope: 'identity', refresh_token: 'r' },
    answers: {
      'oauth.reddit.com/api/v1/me': (req, res) => {
        const isValid = req.headers['user-agent']?.startsWith('express-oauth-beforeware (our-id)') ?? false;
        sendJson(res, isValid ? 200 : 429, { id: 'n4q1', name: 'ada', icon_img: ADA.picture });
      },
    },
    authorization: {
      url: 'https://www.reddit.com/api/v1/authorize',
      parameters: { duration: 'permanent', scope: 'identity' },
    },
    ident: 'reddit:n4q1',
    info: { preferred_username: 'ada', picture: ADA.picture },
  },
  discord: {
    createClient: catalogue.discord,
    tokenResponse: { token_type: 'Bearer', expires_in: 604800, refresh_token: 'r', scope: 'identify email' },
    answers: {
      'discord.com/api/v10/users/@me': {
        id: '80351110224678912',
        username: 'ada',
        global_name: ADA.name,
        avatar: '8342729096ea3675442027381ff50dfe',
        email: ADA.email,
        verified: true,
      },
    },
    authorization: { url: 'https://discord.com/oauth2/authorize', parameters: { scope: 'identify email' } },
    ident: 'discord:80351110224678912',
    info: {
      name: ADA.name,
      preferred_username: 'ada',
      email: ADA.email,
      email_verified: true,
      picture: 'https://cdn.discordapp.com/avatars/80351110224678912/8342729096ea3675442027381ff50dfe.png',
    },
    api: ['users/@me/guilds', 'https://discord.com/api/v10/users/@me/guilds'],
  },
  yandex: {
    createClient: catalogue.yandex,
    answers: {
      'login.yandex.ru/info': {
        id: '1000034426',
        login: 'ada',
        real_name: ADA.name,
        first_name: 'Ada',
        last_name: 'Lovelace',
        default_email: ADA.email,
        default_avatar_id: '131652443',
        sex: 'female',
      },
    },
    authorization: { url: 'https://oauth.yandex.com/authorize', parameters: {} },
    ident: 'yandex:1000034426',
    info: {
      name: ADA.name,
      email: ADA.email,
      gender: 'female',
      picture: 'https://avatars.yandex.net/get-yapic/131652443/islands-200',
    },
  },
  vk: {
    createClient: catalogue.vk,
    tokenResponse: { refresh_token: 'r', expires_in: 3600, user_id: 1234567890, state: 'x', scope: 'email' },
    responseParameters: { device_id: 'the-device' },
    answers: {
      'id.vk.ru/oauth2/user_info': (_req, res, body) => {
        const form = new URLSearchParams(body);
        const isValid = form.get('client_id') === 'our-id' && form.get('access_token') === 'an-access-token';
        const user = {
          user_id: '1234567890',
          first_name: 'Ada',
          last_name: 'Lovelace',
          avatar: ADA.picture,
          email: ADA.email,
        };
        sendJson(res, 200, isValid ? { user } : { error: 'invalid_token' });
      },
    },
    authorization: { url: 'https://id.vk.ru/authorize', parameters: { scope: 'vkid.personal_info email' } },
    ident: 'vk:1234567890',
    info: { ...ADA, given_name: 'Ada', family_name: 'Lovelace' },
  },
  spotify: {
    createClient: catalogue.spotify,
    tokenResponse: {
      token_type: 'Bearer',
      expires_in: 3600,
      refresh_token: 'r',
      scope: 'user-read-email user-read-private',
    },
    answers: {
      'api.spotify.com/v1/me': {
        id: 'smedjan',
        display_name: ADA.name,
        email: ADA.email,
        images: [{ url: ADA.picture, height: 300 }],
        external_urls: { spotify: 'https://open.spotify.com/user/smedjan' },
      },
    },
    authorization: { url: 'https://accounts.spotify.com/authorize', parameters: {} },
    ident: 'spotify:smedjan',
    info: { ...ADA, profile: 'https://open.spotify.com/user/smedjan' },
  },
  strava: {
    createClient: catalogue.strava,
    tokenResponse: {
      token_type: 'Bearer',
      expires_at: 1_568_775_134,
      expires_in: 20_566,
      refresh_token: 'r',
      athlete: {},
    },
    answers: {
      'www.strava.com/api/v3/athlete': {
        id: 227615,
        username: 'ada',
        firstname: 'Ada',
        lastname: 'Lovelace',
        profile: ADA.picture,
      },
    },
    authorization: { url: 'https://www.strava.com/oauth/authorize', parameters: { scope: 'read' } },
    ident: 'strava:227615',
    info: {
      name: ADA.name,
      preferred_username: 'ada',
      picture: ADA.picture,
      profile: 'https://www.strava.com/athletes/227615',
    },
    api: ['athlete/activities', 'https://www.strava.com/api/v3/athlete/activities'],
  },
};
