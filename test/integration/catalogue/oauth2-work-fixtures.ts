import * as catalogue from '../../../src/index.js';
import { ADA } from './provider-fixture.js';
import type { ProviderFixture } from './provider-fixture.js';
import { sendJson } from './stand-in.js';

/** The fixtures of the rows for OAuth 2.0 that are tools for work, by the name of the row. */
export const OAUTH2_WORK_FIXTURES: Record<string, ProviderFixture> = {
  zoom: {
    createClient: catalogue.zoom,
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
    authorization: { url: 'https://zoom.us/oauth/authorize', parameters: {} },
    ident: 'zoom:KDcuGIm1QgePTO8WbOqwIQ',
    info: { ...ADA, given_name: 'Ada', family_name: 'Lovelace', email_verified: true },
  },
  notion: {
    createClient: catalogue.notion,
    tokenResponse: {
      token_type: 'bearer',
      bot_id: 'b3414d65',
      owner: {
        type: 'user',
        user: { id: '6794760a', name: ADA.name, avatar_url: ADA.picture, person: { email: ADA.email } },
      },
    },
    authorization: { url: 'https://api.notion.com/v1/oauth/authorize', parameters: { owner: 'user' } },
    ident: 'notion:6794760a',
    info: ADA,
    api: ['users/me', 'https://api.notion.com/v1/users/me'],
  },
  atlassian: {
    createClient: catalogue.atlassian,
    tokenResponse: { token_type: 'Bearer', expires_in: 3600, scope: 'read:me' },
    answers: {
      'api.atlassian.com/me': {
        account_type: 'atlassian',
        account_id: '112233aa',
        nickname: 'ada',
        ...ADA,
        email_verified: true,
      },
    },
    authorization: {
      url: 'https://auth.atlassian.com/authorize',
      parameters: { audience: 'api.atlassian.com', prompt: 'consent', scope: 'read:me' },
    },
    ident: 'atlassian:112233aa',
    info: { ...ADA, nickname: 'ada', email_verified: true },
  },
  github: {
    createClient: catalogue.github,
    tokenResponse: 'access_token=gho_16C7e42F292c6912E7&scope=read%3Auser%2Cuser%3Aemail&token_type=bearer',
    answers: {
      'api.github.com/user': { login: 'ada', id: 583231, avatar_url: ADA.picture, name: null, email: null, blog: '' },
      'api.github.com/user/emails': [{ email: ADA.email, primary: true, verified: true, visibility: 'private' }],
    },
    authorization: { url: 'https://github.com/login/oauth/authorize', parameters: { scope: 'read:user user:email' } },
    ident: 'github:583231',
    info: { preferred_username: 'ada', picture: ADA.picture, email: ADA.email, email_verified: true },
    api: ['user/repos', 'https://api.github.com/user/repos'],
  },
  'github-enterprise': {
    createClient: (registration) => catalogue.githubEnterprise({ ...registration, server: 'https://git.example.com' }),
    answers: {
      'git.example.com/api/v3/user': { login: 'ada', id: 7, name: ADA.name },
      'git.example.com/api/v3/user/emails': [{ email: ADA.email, primary: true, verified: false }],
    },
    authorization: { url: 'https://git.example.com/login/oauth/authorize', parameters: {} },
    ident: 'github-enterprise:7',
    info: { name: ADA.name, preferred_username: 'ada', email: ADA.email, email_verified: false },
    api: ['user/repos', 'https://git.example.com/api/v3/user/repos'],
  },
  bitbucket: {
    createClient: catalogue.bitbucket,
    tokenResponse: {
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
    authorization: { url: 'https://bitbucket.org/site/oauth2/authorize', parameters: { scope: 'account email' } },
    ident: 'bitbucket:{7c7a0a6d}',
    info: { ...ADA, preferred_username: 'ada', email_verified: true, profile: 'https://bitbucket.org/ada/' },
  },
  stackexchange: {
    createClient: (registration) => catalogue.stackExchange({ ...registration, key: 'U4DMV8nvpm3EOpvf69Rxw' }),
    tokenResponse: { expires: 86400 },
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
    authorization: { url: 'https://stackoverflow.com/oauth', parameters: {} },
    ident: 'stackexchange:1',
    info: { name: ADA.name, picture: ADA.picture, profile: 'https://stackoverflow.com/users/1' },
  },
  dropbox: {
    createClient: catalogue.dropbox,
    tokenResponse: { token_type: 'bearer', expires_in: 14_400, account_id: 'dbid:AAH4', uid: '12345' },
    answers: {
      'api.dropboxapi.com/2/users/get_current_account': (req, res) => {
        sendJson(res, req.method === 'POST' ? 200 : 405, {
          account_id: 'dbid:AAH4',
          name: { display_name: ADA.name, given_name: 'Ada', surname: 'Lovelace' },
          email: ADA.email,
          email_verified: true,
          profile_photo_url: ADA.picture,
        });
      },
    },
    authorization: { url: 'https://www.dropbox.com/oauth2/authorize', parameters: { token_access_type: 'offline' } },
    ident: 'dropbox:dbid:AAH4',
    info: { ...ADA, given_name: 'Ada', family_name: 'Lovelace', email_verified: true },
  },
};
