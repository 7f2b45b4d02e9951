import { generateKeyPairSync } from 'node:crypto';
import * as catalogue from '../../../src/index.js';
import type { Client, Fetch } from '../../../src/index.js';
import type { Answer } from './in-place-of.js';

/** What a provider's documentation shows of its answers, and what a login makes of them. */
export interface Shape {
  make: (registration: { clientId: string; clientSecret: string; fetch: Fetch }) => Client;
  /** OpenID Connect: the claims of the ID token beside the usual ones, and its issuer where that is another than the metadata's. */
  idToken?: Record<string, unknown>;
  issuer?: string;
  /** OpenID Connect: the metadata's issuer, where it is a template. */
  statedIssuer?: string;
  /** The token response, beside the access token. */
  token?: Record<string, unknown> | string;
  /** Further parameters of the authorization response. */
  response?: Record<string, string>;
  /** By host and path. */
  answers?: Record<string, Answer>;
  /** What the authorization request must hold. */
  authorization: { at: string; parameters: Record<string, string> };
  ident: string;
  info: Record<string, unknown>;
  /** Where a relative path of the API leads. */
  api?: [path: string, url: string];
}

const applesKey = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ format: 'pem', type: 'pkcs8' })
  .toString();

const ADA = { name: 'Ada Lovelace', email: 'ada@example.com', picture: 'https://pictures.example/ada.png' };

/** A shape per row, by the name of the row. */
export const SHAPES: Record<string, Shape> = {
  google: {
    make: catalogue.google,
    idToken: { sub: '10769150350006150715113082367', email: ADA.email, email_verified: true, hd: 'example.com' },
    answers: { 'accounts.google.com/userinfo': { sub: '10769150350006150715113082367', ...ADA, email_verified: true } },
    authorization: { at: 'https://accounts.google.com/authorize', parameters: { scope: 'openid email profile' } },
    ident: 'google:10769150350006150715113082367',
    info: { ...ADA, email_verified: true, hd: 'example.com' },
    api: ['calendar/v3/calendars/primary', 'https://www.googleapis.com/calendar/v3/calendars/primary'],
  },
  microsoft: {
    make: catalogue.microsoft,
    issuer: 'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0',
    statedIssuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
    idToken: {
      sub: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
      tid: '9188040d-6c67-4c5b-b112-36a304b66dad',
      oid: '00000000-0000-0000-66f3-3332eca7ea81',
      preferred_username: 'ada@example.com',
      name: ADA.name,
      email: ADA.email,
    },
    answers: {},
    authorization: {
      at: 'https://login.microsoftonline.com/common/v2.0/authorize',
      parameters: { scope: 'openid email profile' },
    },
    ident: 'microsoft:AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
    info: { name: ADA.name, email: ADA.email, preferred_username: 'ada@example.com' },
    api: ['me', 'https://graph.microsoft.com/v1.0/me'],
  },
  auth0: {
    make: (registration) => catalogue.auth0({ ...registration, domain: 'example.eu.auth0.com' }),
    issuer: 'https://example.eu.auth0.com/',
    idToken: { sub: 'auth0|5f7c8ec7c33c6c004bbafe82' },
    answers: {
      'example.eu.auth0.com/userinfo': {
        sub: 'auth0|5f7c8ec7c33c6c004bbafe82',
        ...ADA,
        nickname: 'ada',
        email_verified: true,
      },
    },
    authorization: { at: 'https://example.eu.auth0.com/authorize', parameters: {} },
    ident: 'auth0:auth0|5f7c8ec7c33c6c004bbafe82',
    info: { ...ADA, nickname: 'ada', email_verified: true },
  },
  okta: {
    make: (registration) => catalogue.okta({ ...registration, domain: 'example.okta.com' }),
    idToken: { sub: '00uid4BxXw6I6TV4m0g3', name: ADA.name },
    answers: {
      'example.okta.com/userinfo': { sub: '00uid4BxXw6I6TV4m0g3', name: ADA.name, preferred_username: ADA.email },
    },
    authorization: { at: 'https://example.okta.com/authorize', parameters: {} },
    ident: 'okta:00uid4BxXw6I6TV4m0g3',
    info: { name: ADA.name, preferred_username: ADA.email },
    api: ['users/me', 'https://example.okta.com/api/v1/users/me'],
  },
  keycloak: {
    make: (registration) =>
      catalogue.keycloak({ ...registration, server: 'https://id.example.com/auth', realm: 'staff' }),
    idToken: { sub: 'f1a2', preferred_username: 'ada', email_verified: false, email: ADA.email },
    answers: {
      'id.example.com/auth/realms/staff/userinfo': {
        sub: 'f1a2',
        preferred_username: 'ada',
        email_verified: false,
        email: ADA.email,
      },
    },
    authorization: { at: 'https://id.example.com/auth/realms/staff/authorize', parameters: {} },
    ident: 'keycloak:f1a2',
    info: { preferred_username: 'ada', email: ADA.email, email_verified: false },
  },
  cognito: {
    make: (registration) =>
      catalogue.cognito({ ...registration, region: 'eu-west-1', userPool: 'eu-west-1_AbCdEf123' }),
    idToken: { sub: 'aaaa-bbbb', 'cognito:username': 'ada', 'cognito:groups': ['staff'] },
    answers: {
      'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123/userinfo': {
        sub: 'aaaa-bbbb',
        email_verified: 'true',
        email: ADA.email,
        username: 'ada',
      },
    },
    authorization: { at: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123/authorize', parameters: {} },
    ident: 'cognito:aaaa-bbbb',
    info: { email: ADA.email, email_verified: true },
  },
  salesforce: {
    make: catalogue.salesforce,
    idToken: { sub: 'https://login.salesforce.com/id/00Dx0000000BV7z/005x00000012Q9P' },
    answers: {
      'login.salesforce.com/userinfo': {
        sub: 'https://login.salesforce.com/id/00Dx0000000BV7z/005x00000012Q9P',
        ...ADA,
        email_verified: true,
        user_id: '005x00000012Q9P',
      },
    },
    authorization: { at: 'https://login.salesforce.com/authorize', parameters: {} },
    ident: 'salesforce:https://login.salesforce.com/id/00Dx0000000BV7z/005x00000012Q9P',
    info: { ...ADA, email_verified: true },
  },
  linkedin: {
    make: catalogue.linkedIn,
    idToken: { sub: '782bbtaQ', nonce: undefined },
    answers: { 'www.linkedin.com/oauth/userinfo': { sub: '782bbtaQ', ...ADA, email_verified: true, locale: 'en-US' } },
    authorization: { at: 'https://www.linkedin.com/oauth/authorize', parameters: { scope: 'openid email profile' } },
    ident: 'linkedin:782bbtaQ',
    info: { ...ADA, email_verified: true },
  },
  slack: {
    make: catalogue.slack,
    token: { ok: true, token_type: 'Bearer' },
    idToken: {
      sub: 'U0R7MFMJM',
      'https://slack.com/user_id': 'U0R7MFMJM',
      'https://slack.com/team_id': 'T0R7GR37W',
    },
    answers: { 'slack.com/userinfo': { ok: true, sub: 'U0R7MFMJM', ...ADA, email_verified: true } },
    authorization: { at: 'https://slack.com/authorize', parameters: {} },
    ident: 'slack:T0R7GR37W:U0R7MFMJM',
    info: { ...ADA, email_verified: true },
    api: ['users.info', 'https://slack.com/api/users.info'],
  },
  zoom: {
    make: catalogue.zoom,
    answers: {
      'api.zoom.us/v2/users/me': {
        id: 'KDcuGIm1QgePTO8WbOqwIQ',
        first_name: 'Ada',
        last_name: 'Lovelace',
        display_name: ADA.name,
        email: ADA.email,
        verified: 1,
        pic_url: ADA.picture,
      },
    },
    authorization: { at: 'https://zoom.us/oauth/authorize', parameters: {} },
    ident: 'zoom:KDcuGIm1QgePTO8WbOqwIQ',
    info: { ...ADA, given_name: 'Ada', family_name: 'Lovelace', email_verified: true },
  },
  notion: {
    make: catalogue.notion,
    token: {
      token_type: 'bearer',
      bot_id: 'b3414d65',
      owner: {
        type: 'user',
        user: { id: '6794760a', name: ADA.name, avatar_url: ADA.picture, person: { email: ADA.email } },
      },
    },
    authorization: { at: 'https://api.notion.com/v1/oauth/authorize', parameters: { owner: 'user' } },
    ident: 'notion:6794760a',
    info: ADA,
    api: ['users/me', 'https://api.notion.com/v1/users/me'],
  },
  atlassian: {
    make: catalogue.atlassian,
    token: { token_type: 'Bearer', expires_in: 3600, scope: 'read:me' },
    answers: { 'api.atlassian.com/me': { account_type: 'atlassian', account_id: '112233aa', nickname: 'ada', ...ADA } },
    authorization: {
      at: 'https://auth.atlassian.com/authorize',
      parameters: { audience: 'api.atlassian.com', prompt: 'consent', scope: 'read:me' },
    },
    ident: 'atlassian:112233aa',
    info: { ...ADA, nickname: 'ada' },
  },
  github: {
    make: catalogue.github,
    token: 'access_token=gho_16C7e42F292c6912E7&scope=read%3Auser%2Cuser%3Aemail&token_type=bearer',
    answers: {
      'api.github.com/user': { login: 'ada', id: 583231, avatar_url: ADA.picture, name: null, email: null, blog: '' },
      'api.github.com/user/emails': [{ email: ADA.email, primary: true, verified: true, visibility: 'private' }],
    },
    authorization: { at: 'https://github.com/login/oauth/authorize', parameters: { scope: 'read:user user:email' } },
    ident: 'github:583231',
    info: { preferred_username: 'ada', picture: ADA.picture, email: ADA.email, email_verified: true },
    api: ['user/repos', 'https://api.github.com/user/repos'],
  },
  'github-enterprise': {
    make: (registration) => catalogue.githubEnterprise({ ...registration, server: 'https://git.example.com' }),
    answers: {
      'git.example.com/api/v3/user': { login: 'ada', id: 7, name: ADA.name },
      'git.example.com/api/v3/user/emails': [{ email: ADA.email, primary: true, verified: false }],
    },
    authorization: { at: 'https://git.example.com/login/oauth/authorize', parameters: {} },
    ident: 'github-enterprise:7',
    info: { name: ADA.name, preferred_username: 'ada', email: ADA.email, email_verified: false },
    api: ['user/repos', 'https://git.example.com/api/v3/user/repos'],
  },
  gitlab: {
    make: (registration) => catalogue.gitlab({ ...registration, server: 'https://git.example.com/lab' }),
    idToken: { sub: '17', nickname: 'ada' },
    answers: {
      'git.example.com/lab/userinfo': { sub: '17', nickname: 'ada', ...ADA, email_verified: true, groups: ['staff'] },
    },
    authorization: { at: 'https://git.example.com/lab/authorize', parameters: {} },
    ident: 'gitlab:17',
    info: { ...ADA, preferred_username: 'ada', email_verified: true },
    api: ['projects', 'https://git.example.com/lab/api/v4/projects'],
  },
  bitbucket: {
    make: catalogue.bitbucket,
    token: {
      token_type: 'bearer',
      scopes: 'account email',
      expires_in: 7200,
      refresh_token: 'r',
      state: 'authorization_code',
    },
    answers: {
      'api.bitbucket.org/2.0/user': {
        uuid: '{7c7a0a6d}',
        username: 'ada',
        display_name: ADA.name,
        links: { avatar: { href: ADA.picture }, html: { href: 'https://bitbucket.org/ada/' } },
      },
      'api.bitbucket.org/2.0/user/emails': {
        values: [
          { email: 'old@example.com', is_primary: false, is_confirmed: true },
          { email: ADA.email, is_primary: true, is_confirmed: true },
        ],
      },
    },
    authorization: { at: 'https://bitbucket.org/site/oauth2/authorize', parameters: { scope: 'account email' } },
    ident: 'bitbucket:{7c7a0a6d}',
    info: { ...ADA, preferred_username: 'ada', email_verified: true, profile: 'https://bitbucket.org/ada/' },
  },
  huggingface: {
    make: catalogue.huggingFace,
    idToken: { sub: '62f264b9f3c90f4b6514a269' },
    answers: {
      'huggingface.co/userinfo': {
        sub: '62f264b9f3c90f4b6514a269',
        ...ADA,
        preferred_username: 'ada',
        email_verified: true,
      },
    },
    authorization: { at: 'https://huggingface.co/authorize', parameters: {} },
    ident: 'huggingface:62f264b9f3c90f4b6514a269',
    info: { ...ADA, preferred_username: 'ada', email_verified: true },
    api: ['whoami-v2', 'https://huggingface.co/api/whoami-v2'],
  },
  stackexchange: {
    make: (registration) => catalogue.stackExchange({ ...registration, key: 'U4DMV8nvpm3EOpvf69Rxw' }),
    token: { expires: 86400 },
    answers: {
      'api.stackexchange.com/2.3/me': {
        items: [
          {
            account_id: 1,
            user_id: 1,
            display_name: ADA.name,
            profile_image: ADA.picture,
            link: 'https://stackoverflow.com/users/1',
          },
        ],
        quota_remaining: 9989,
      },
    },
    authorization: { at: 'https://stackoverflow.com/oauth', parameters: {} },
    ident: 'stackexchange:1',
    info: { name: ADA.name, picture: ADA.picture, profile: 'https://stackoverflow.com/users/1' },
  },
  orcid: {
    make: catalogue.orcid,
    token: { token_type: 'bearer', expires_in: 631138518, name: ADA.name, orcid: '0000-0001-2345-6789' },
    idToken: { sub: '0000-0001-2345-6789', given_name: 'Ada', family_name: 'Lovelace' },
    answers: {
      'orcid.org/userinfo': { sub: '0000-0001-2345-6789', name: null, given_name: 'Ada', family_name: 'Lovelace' },
    },
    authorization: { at: 'https://orcid.org/authorize', parameters: { scope: 'openid' } },
    ident: 'orcid:0000-0001-2345-6789',
    info: { given_name: 'Ada', family_name: 'Lovelace' },
  },
  apple: {
    make: ({ clientSecret: _secret, ...registration }) =>
      catalogue.apple({ ...registration, teamId: 'DEF123GHIJ', keyId: 'ABC123DEFG', privateKey: applesKey }),
    idToken: { sub: '001451.3dc436155xxxxxxxxxxxxxxxxxxxxx59f.1337', email: ADA.email, email_verified: 'true' },
    response: { user: '{"name":{"firstName":"Ada","lastName":"Lovelace"},"email":"evil@example.com"}' },
    authorization: {
      at: 'https://appleid.apple.com/authorize',
      parameters: { response_mode: 'form_post', scope: 'openid name email' },
    },
    ident: 'apple:001451.3dc436155xxxxxxxxxxxxxxxxxxxxx59f.1337',
    info: { name: ADA.name, given_name: 'Ada', family_name: 'Lovelace', email: ADA.email, email_verified: true },
  },
  facebook: {
    make: catalogue.facebook,
    token: { token_type: 'bearer', expires_in: 5183944 },
    answers: {
      'graph.facebook.com/v23.0/me': {
        id: '10224',
        name: ADA.name,
        first_name: 'Ada',
        last_name: 'Lovelace',
        email: ADA.email,
        picture: { data: { height: 50, is_silhouette: false, url: ADA.picture, width: 50 } },
      },
    },
    authorization: { at: 'https://www.facebook.com/v23.0/dialog/oauth', parameters: { scope: 'public_profile email' } },
    ident: 'facebook:10224',
    info: { ...ADA, given_name: 'Ada', family_name: 'Lovelace' },
  },
  instagram: {
    make: catalogue.instagram,
    token: { user_id: 17841405793187218, permissions: ['instagram_business_basic'] },
    answers: {
      'graph.instagram.com/me': {
        user_id: '17841405793187218',
        username: 'ada',
        name: ADA.name,
        profile_picture_url: ADA.picture,
      },
    },
    authorization: {
      at: 'https://www.instagram.com/oauth/authorize',
      parameters: { scope: 'instagram_business_basic' },
    },
    ident: 'instagram:17841405793187218',
    info: { name: ADA.name, preferred_username: 'ada', picture: ADA.picture },
  },
  x: {
    make: catalogue.x,
    token: { token_type: 'bearer', expires_in: 7200, scope: 'users.read tweet.read' },
    answers: {
      'api.x.com/2/users/me': {
        data: { id: '2244994945', name: ADA.name, username: 'ada', profile_image_url: ADA.picture },
      },
    },
    authorization: { at: 'https://x.com/i/oauth2/authorize', parameters: { scope: 'users.read tweet.read' } },
    ident: 'x:2244994945',
    info: { name: ADA.name, preferred_username: 'ada', picture: ADA.picture },
  },
  reddit: {
    make: catalogue.reddit,
    token: { token_type: 'bearer', expires_in: 86400, scope: 'identity', refresh_token: 'r' },
    answers: {
      'oauth.reddit.com/api/v1/me': (req, res) => {
        const known = req.headers['user-agent']?.startsWith('express-oauth-beforeware (our-id)') ?? false;
        res.writeHead(known ? 200 : 429, { 'content-type': 'application/json' });
        res.end(JSON.stringify({ id: 'n4q1', name: 'ada', icon_img: ADA.picture }));
      },
    },
    authorization: {
      at: 'https://www.reddit.com/api/v1/authorize',
      parameters: { duration: 'permanent', scope: 'identity' },
    },
    ident: 'reddit:n4q1',
    info: { preferred_username: 'ada', picture: ADA.picture },
  },
  discord: {
    make: catalogue.discord,
    token: { token_type: 'Bearer', expires_in: 604800, refresh_token: 'r', scope: 'identify email' },
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
    authorization: { at: 'https://discord.com/oauth2/authorize', parameters: { scope: 'identify email' } },
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
    make: catalogue.yandex,
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
    authorization: { at: 'https://oauth.yandex.com/authorize', parameters: {} },
    ident: 'yandex:1000034426',
    info: {
      name: ADA.name,
      email: ADA.email,
      gender: 'female',
      picture: 'https://avatars.yandex.net/get-yapic/131652443/islands-200',
    },
  },
  vk: {
    make: catalogue.vk,
    token: { refresh_token: 'r', expires_in: 3600, user_id: 1234567890, state: 'x', scope: 'email' },
    response: { device_id: 'the-device' },
    answers: {
      'id.vk.com/oauth2/user_info': (_req, res, body) => {
        const form = new URLSearchParams(body);
        const known = form.get('client_id') === 'our-id' && form.get('access_token') === 'an-access-token';
        res.writeHead(200, { 'content-type': 'application/json' });
        res.end(
          JSON.stringify(
            known
              ? {
                  user: {
                    user_id: '1234567890',
                    first_name: 'Ada',
                    last_name: 'Lovelace',
                    avatar: ADA.picture,
                    email: ADA.email,
                  },
                }
              : { error: 'invalid_token' },
          ),
        );
      },
    },
    authorization: { at: 'https://id.vk.com/authorize', parameters: { scope: 'vkid.personal_info email' } },
    ident: 'vk:1234567890',
    info: { ...ADA, given_name: 'Ada', family_name: 'Lovelace' },
  },
  twitch: {
    make: catalogue.twitch,
    token: { token_type: 'bearer', expires_in: 14_000, scope: ['openid', 'user:read:email'] },
    idToken: { sub: '713936733' },
    answers: {
      'id.twitch.tv/oauth2/userinfo': {
        sub: '713936733',
        preferred_username: 'ada',
        email: ADA.email,
        email_verified: true,
        picture: ADA.picture,
      },
    },
    authorization: { at: 'https://id.twitch.tv/oauth2/authorize', parameters: { scope: 'openid user:read:email' } },
    ident: 'twitch:713936733',
    info: { preferred_username: 'ada', email: ADA.email, email_verified: true, picture: ADA.picture },
    api: ['users', 'https://api.twitch.tv/helix/users'],
  },
  battlenet: {
    make: (registration) => catalogue.battleNet({ ...registration, region: 'eu' }),
    idToken: { sub: '123456' },
    answers: { 'oauth.battle.net/userinfo': { sub: '123456', id: 123456, battletag: 'Ada#1815' } },
    authorization: { at: 'https://oauth.battle.net/authorize', parameters: { scope: 'openid' } },
    ident: 'battlenet:123456',
    info: { preferred_username: 'Ada#1815' },
    api: ['data/wow/token/', 'https://eu.api.blizzard.com/data/wow/token/'],
  },
  spotify: {
    make: catalogue.spotify,
    token: { token_type: 'Bearer', expires_in: 3600, refresh_token: 'r', scope: 'user-read-email user-read-private' },
    answers: {
      'api.spotify.com/v1/me': {
        id: 'smedjan',
        display_name: ADA.name,
        email: ADA.email,
        images: [{ url: ADA.picture, height: 300 }],
        external_urls: { spotify: 'https://open.spotify.com/user/smedjan' },
      },
    },
    authorization: { at: 'https://accounts.spotify.com/authorize', parameters: {} },
    ident: 'spotify:smedjan',
    info: { ...ADA, profile: 'https://open.spotify.com/user/smedjan' },
  },
  dropbox: {
    make: catalogue.dropbox,
    token: { token_type: 'bearer', expires_in: 14_400, account_id: 'dbid:AAH4', uid: '12345' },
    answers: {
      'api.dropboxapi.com/2/users/get_current_account': (req, res) => {
        res.writeHead(req.method === 'POST' ? 200 : 405, { 'content-type': 'application/json' });
        res.end(
          JSON.stringify({
            account_id: 'dbid:AAH4',
            name: { display_name: ADA.name, given_name: 'Ada', surname: 'Lovelace' },
            email: ADA.email,
            email_verified: true,
            profile_photo_url: ADA.picture,
          }),
        );
      },
    },
    authorization: { at: 'https://www.dropbox.com/oauth2/authorize', parameters: { token_access_type: 'offline' } },
    ident: 'dropbox:dbid:AAH4',
    info: { ...ADA, given_name: 'Ada', family_name: 'Lovelace', email_verified: true },
  },
  strava: {
    make: catalogue.strava,
    token: { token_type: 'Bearer', expires_at: 1_568_775_134, expires_in: 20_566, refresh_token: 'r', athlete: {} },
    answers: {
      'www.strava.com/api/v3/athlete': {
        id: 227615,
        username: 'ada',
        firstname: 'Ada',
        lastname: 'Lovelace',
        profile: ADA.picture,
      },
    },
    authorization: { at: 'https://www.strava.com/oauth/authorize', parameters: { scope: 'read' } },
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
