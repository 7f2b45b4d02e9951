import { afterEach, expect, it } from '@jest/globals';
import express from 'express';
import * as catalogue from '../../../src/index.js';
import type { Client, UserInfo } from '../../../src/index.js';
import { Browser } from '../../support/browser.js';
import { serve } from '../../support/serve.js';
import type { Registration } from './provider-fixture.js';
import { ROWS } from './rows.js';
import { getRequestedUrl, startStandIn } from './stand-in.js';
import type { Answer, StandIn } from './stand-in.js';

/** The responses that an OAuth 1.0a provider documents, and the result of a sign-in with them. */
interface OAuth1Fixture {
  createClient: (registration: Registration) => Client;
  /** The URLs of the three steps. */
  steps: [temporary: string, authorization: string, token: string];
  /** The token response, in addition to the credentials. */
  tokenResponse: Record<string, string>;
  /** The URL and the response of the user info endpoint. */
  userInfo?: [url: string, answer: Answer];
  /** The expected ident. */
  ident: string;
  /** The expected user info. */
  info: Record<string, unknown>;
  /** A relative path of the API, and its expected URL. */
  api: [path: string, url: string];
}

const FIXTURES: Record<string, OAuth1Fixture> = {
  twitter: {
    createClient: catalogue.twitter,
    steps: [
      'https://api.x.com/oauth/request_token',
      'https://api.x.com/oauth/authenticate',
      'https://api.x.com/oauth/access_token',
    ],
    tokenResponse: { user_id: '6253282', screen_name: 'ada' },
    userInfo: [
      'https://api.x.com/1.1/account/verify_credentials.json?include_email=true&skip_status=true',
      {
        id: 6253282,
        id_str: '6253282',
        name: 'Ada Lovelace',
        screen_name: 'ada',
        email: 'ada@example.com',
        profile_image_url_https: 'https://pictures.example/ada.png',
      },
    ],
    ident: 'twitter:6253282',
    info: {
      name: 'Ada Lovelace',
      preferred_username: 'ada',
      picture: 'https://pictures.example/ada.png',
      email: 'ada@example.com',
      email_verified: true,
    },
    api: ['account/settings.json', 'https://api.x.com/1.1/account/settings.json'],
  },
  mediawiki: {
    createClient: catalogue.mediaWiki,
    steps: [
      'https://meta.wikimedia.org/w/index.php?title=Special:OAuth/initiate',
      'https://meta.wikimedia.org/w/index.php?title=Special:OAuth/authorize',
      'https://meta.wikimedia.org/w/index.php?title=Special:OAuth/token',
    ],
    tokenResponse: {},
    userInfo: [
      'https://meta.wikimedia.org/w/api.php?action=query&meta=userinfo&uiprop=email%7Crealname&format=json&assert=user',
      {
        batchcomplete: '',
        query: {
          userinfo: {
            id: 22,
            name: 'Ada',
            realname: 'Ada Lovelace',
            email: 'ada@example.com',
            emailauthenticated: '2026-01-02T03:04:05Z',
          },
        },
      },
    ],
    ident: 'mediawiki:22',
    info: { name: 'Ada Lovelace', preferred_username: 'Ada', email: 'ada@example.com', email_verified: true },
    api: ['api.php?action=query', 'https://meta.wikimedia.org/w/api.php?action=query'],
  },
  trello: {
    createClient: catalogue.trello,
    steps: [
      'https://trello.com/1/OAuthGetRequestToken',
      'https://trello.com/1/OAuthAuthorizeToken?expiration=never',
      'https://trello.com/1/OAuthGetAccessToken',
    ],
    tokenResponse: {},
    userInfo: [
      'https://api.trello.com/1/members/me',
      {
        id: '5abbe4b7ddc1b351ef961414',
        fullName: 'Ada Lovelace',
        username: 'ada',
        avatarUrl: 'https://trello-members.example/5abb/hash',
        email: null,
      },
    ],
    ident: 'trello:5abbe4b7ddc1b351ef961414',
    info: {
      name: 'Ada Lovelace',
      preferred_username: 'ada',
      picture: 'https://trello-members.example/5abb/hash/170.png',
    },
    api: ['boards/1', 'https://api.trello.com/1/boards/1'],
  },
  tumblr: {
    createClient: catalogue.tumblr,
    steps: [
      'https://www.tumblr.com/oauth/request_token',
      'https://www.tumblr.com/oauth/authorize',
      'https://www.tumblr.com/oauth/access_token',
    ],
    tokenResponse: {},
    userInfo: [
      'https://api.tumblr.com/v2/user/info',
      {
        meta: { status: 200, msg: 'OK' },
        response: {
          user: {
            name: 'ada',
            likes: 0,
            // The first blog belongs to a group: all members of the group have it in their list.
            blogs: [
              { name: 'us', uuid: 't:1shared', url: 'https://us.tumblr.example/', primary: false },
              { name: 'ada', uuid: 't:2sb', url: 'https://ada.tumblr.example/', primary: true },
            ],
          },
        },
      },
    ],
    ident: 'tumblr:t:2sb',
    info: { name: 'ada', preferred_username: 'ada', profile: 'https://ada.tumblr.example/' },
    api: ['user/dashboard', 'https://api.tumblr.com/v2/user/dashboard'],
  },
  flickr: {
    createClient: catalogue.flickr,
    steps: [
      'https://www.flickr.com/services/oauth/request_token',
      'https://www.flickr.com/services/oauth/authorize?perms=read',
      'https://www.flickr.com/services/oauth/access_token',
    ],
    tokenResponse: { fullname: 'Ada Lovelace', user_nsid: '21207597@N07', username: 'ada' },
    ident: 'flickr:21207597@N07',
    info: { name: 'Ada Lovelace', preferred_username: 'ada' },
    api: ['rest?method=flickr.test.login', 'https://api.flickr.com/services/rest?method=flickr.test.login'],
  },
  discogs: {
    createClient: catalogue.discogs,
    steps: [
      'https://api.discogs.com/oauth/request_token',
      'https://www.discogs.com/oauth/authorize',
      'https://api.discogs.com/oauth/access_token',
    ],
    tokenResponse: {},
    userInfo: [
      'https://api.discogs.com/oauth/identity',
      {
        id: 1,
        username: 'example',
        resource_url: 'https://api.discogs.com/users/example',
        consumer_name: 'Your Application Name',
      },
    ],
    ident: 'discogs:1',
    info: { preferred_username: 'example' },
    api: ['users/example', 'https://api.discogs.com/users/example'],
  },
};

const TEMPORARY_CREDENTIALS = { oauth_token: 'temporary', oauth_token_secret: 'ts', oauth_callback_confirmed: 'true' };
const TOKEN_CREDENTIALS = { oauth_token: 'lasting', oauth_token_secret: 'ls' };

let provider: StandIn | undefined;

afterEach(() => provider?.close());

const encodeForm = (parameters: Record<string, string>): string => new URLSearchParams(parameters).toString();

/** Selects an answer by the whole URL, because the URLs of MediaWiki differ only in the query. */
function answerByUrl(fixture: OAuth1Fixture): Record<string, Answer> {
  const {
    steps: [temporary, , token],
    tokenResponse,
    userInfo,
  } = fixture;
  const answers: Record<string, Answer> = {
    [temporary]: encodeForm(TEMPORARY_CREDENTIALS),
    [token]: encodeForm({ ...TOKEN_CREDENTIALS, ...tokenResponse }),
    ...(userInfo === undefined ? {} : { [userInfo[0]]: userInfo[1] }),
  };
  const sendAnswer: Answer = (req, res) => {
    const answer = answers[getRequestedUrl(req).href];
    if (answer === undefined) return void res.writeHead(404).end();
    res.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  };
  const paths = Object.keys(answers).map((url) => `${new URL(url).host}${new URL(url).pathname}`);
  return Object.fromEntries(paths.map((path) => [path, sendAnswer]));
}

it('every row for OAuth 1.0a has a fixture', () => {
  const names = ROWS.filter(({ protocol }) => protocol === 'oauth1').map(({ name }) => name);
  expect(names.toSorted()).toEqual(Object.keys(FIXTURES).toSorted());
});

it.each(Object.entries(FIXTURES))('%s signs in with the responses from its documentation', async (_name, fixture) => {
  const { fetch, requests } = (provider = await startStandIn(answerByUrl(fixture)));
  const users: UserInfo[] = [];
  const app = express();
  const client = fixture.createClient({ clientId: 'our-key', clientSecret: 'our-secret', fetch });
  catalogue.oauth(app, client, { getAuth: (info) => users.push(info) > 0 });
  app.get('/me', (req, res) => void res.send(catalogue.requireUser(req).ident));
  const served = await serve(app);
  try {
    const browser = new Browser();
    const redirect = await browser.follow(await browser.get(`${served.url}/me`), { until: 'https://' });
    const authorization = new URL(redirect.location ?? '');
    const documented = new URL(fixture.steps[1]);
    expect(`${authorization.origin}${authorization.pathname}`).toBe(`${documented.origin}${documented.pathname}`);
    expect(Object.fromEntries(authorization.searchParams)).toMatchObject({
      ...Object.fromEntries(documented.searchParams),
      oauth_token: 'temporary',
    });
    const header = String(requests[0]?.headers['authorization']);
    const callback = new URL(decodeURIComponent(/oauth_callback="([^"]+)"/.exec(header)?.[1] ?? ''));
    callback.searchParams.set('oauth_token', 'temporary');
    callback.searchParams.set('oauth_verifier', 'a-verifier');
    expect((await browser.open(callback.href)).text).toBe(fixture.ident);
  } finally {
    await served.close();
  }
  const { raw: _raw, sub, ...info } = users[0] ?? { raw: {}, sub: '' };
  expect(`${client.name}:${sub}`).toBe(fixture.ident);
  expect(Object.fromEntries(Object.entries(fixture.info).map(([name]) => [name, info[name]]))).toEqual(fixture.info);
  // Nothing is verified unless the provider says so.
  expect(info.email_verified).toBe(fixture.info['email_verified']);
  expect(Object.values(info)).not.toContain('');
  expect(JSON.stringify(users[0])).not.toContain('lasting');
  for (const { headers, url } of requests) {
    expect(url.protocol).toBe('https:');
    expect(headers['authorization']).toMatch(
      /^OAuth .*oauth_consumer_key="our-key".*oauth_signature_method="HMAC-SHA1"/,
    );
  }
  expect(client.apiTarget(fixture.api[0]).href).toBe(fixture.api[1]);
  expect(() => client.apiTarget('https://evil.example/')).toThrow(
    expect.objectContaining({ code: 'ERR_OAUTH_FOREIGN_ORIGIN' }),
  );
});
