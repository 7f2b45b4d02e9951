import { afterEach, expect, it } from '@jest/globals';
import express from 'express';
import * as catalogue from '../../../src/index.js';
import type { Client, Fetch, UserInfo } from '../../../src/index.js';
import type { OAuth1Provider } from '../../../src/providers/provider.js';
import * as rows from '../../../src/providers/rows/signed.js';
import { Browser } from '../../support/browser.js';
import { serve } from '../../support/serve.js';
import { inPlaceOf } from './in-place-of.js';
import type { Answer, InPlaceOf } from './in-place-of.js';

/** What the documentation of an OAuth 1.0a provider shows of its answers, and what a login makes of them. */
interface Shape {
  make: (registration: { clientId: string; clientSecret: string; fetch: Fetch }) => Client;
  /** Where the three steps are. */
  steps: [temporary: string, authorization: string, token: string];
  /** What the token response says beside the credentials. */
  token: Record<string, string>;
  /** The user info endpoint's address and answer. */
  user?: [address: string, answer: Answer];
  ident: string;
  info: Record<string, unknown>;
  api: [path: string, url: string];
}

const SHAPES: Record<string, Shape> = {
  twitter: {
    make: catalogue.twitter,
    steps: [
      'https://api.x.com/oauth/request_token',
      'https://api.x.com/oauth/authenticate',
      'https://api.x.com/oauth/access_token',
    ],
    token: { user_id: '6253282', screen_name: 'ada' },
    user: [
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
    },
    api: ['account/settings.json', 'https://api.x.com/1.1/account/settings.json'],
  },
  mediawiki: {
    make: catalogue.mediaWiki,
    steps: [
      'https://meta.wikimedia.org/w/index.php?title=Special:OAuth/initiate',
      'https://meta.wikimedia.org/w/index.php?title=Special:OAuth/authorize',
      'https://meta.wikimedia.org/w/index.php?title=Special:OAuth/token',
    ],
    token: {},
    user: [
      'https://meta.wikimedia.org/w/api.php?action=query&meta=userinfo&uiprop=email%7Crealname&format=json&assert=user',
      {
        batchcomplete: '',
        query: { userinfo: { id: 22, name: 'Ada', realname: 'Ada Lovelace', email: 'ada@example.com' } },
      },
    ],
    ident: 'mediawiki:22',
    info: { name: 'Ada Lovelace', preferred_username: 'Ada', email: 'ada@example.com' },
    api: ['api.php?action=query', 'https://meta.wikimedia.org/w/api.php?action=query'],
  },
  trello: {
    make: catalogue.trello,
    steps: [
      'https://trello.com/1/OAuthGetRequestToken',
      'https://trello.com/1/OAuthAuthorizeToken?expiration=never',
      'https://trello.com/1/OAuthGetAccessToken',
    ],
    token: {},
    user: [
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
    make: catalogue.tumblr,
    steps: [
      'https://www.tumblr.com/oauth/request_token',
      'https://www.tumblr.com/oauth/authorize',
      'https://www.tumblr.com/oauth/access_token',
    ],
    token: {},
    user: [
      'https://api.tumblr.com/v2/user/info',
      {
        meta: { status: 200, msg: 'OK' },
        response: {
          user: {
            name: 'ada',
            likes: 0,
            // The first is a group's: its id is that of all its members.
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
    make: catalogue.flickr,
    steps: [
      'https://www.flickr.com/services/oauth/request_token',
      'https://www.flickr.com/services/oauth/authorize?perms=read',
      'https://www.flickr.com/services/oauth/access_token',
    ],
    token: { fullname: 'Ada Lovelace', user_nsid: '21207597@N07', username: 'ada' },
    ident: 'flickr:21207597@N07',
    info: { name: 'Ada Lovelace', preferred_username: 'ada' },
    api: ['rest?method=flickr.test.login', 'https://api.flickr.com/services/rest?method=flickr.test.login'],
  },
  discogs: {
    make: catalogue.discogs,
    steps: [
      'https://api.discogs.com/oauth/request_token',
      'https://www.discogs.com/oauth/authorize',
      'https://api.discogs.com/oauth/access_token',
    ],
    token: {},
    user: [
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

const ROWS: OAuth1Provider[] = Object.values(rows);
const TEMPORARY = { oauth_token: 'temporary', oauth_token_secret: 'ts', oauth_callback_confirmed: 'true' };
const CREDENTIALS = { oauth_token: 'lasting', oauth_token_secret: 'ls' };

let place: InPlaceOf | undefined;

afterEach(() => place?.close());

const form = (parameters: Record<string, string>): string => new URLSearchParams(parameters).toString();
const at = (address: string) => `${new URL(address).host}${new URL(address).pathname}`;

/** The answers of one provider, by the whole address: MediaWiki tells its steps apart by their query only. */
function answersOf({ steps: [temporary, , credentials], token, user }: Shape): Record<string, Answer> {
  const all: Record<string, Answer> = {
    [temporary]: form(TEMPORARY),
    [credentials]: form({ ...CREDENTIALS, ...token }),
    ...(user === undefined ? {} : { [user[0]]: user[1] }),
  };
  const choose: Answer = (req, res) => {
    const answer = all[String(req.headers['x-asked'])];
    if (answer === undefined) return void res.writeHead(404).end();
    res.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  };
  return Object.fromEntries(Object.keys(all).map((address) => [at(address), choose]));
}

it('every row of OAuth 1.0a has a shape here, and a page where it is documented', () => {
  expect(ROWS.map(({ name }) => name).toSorted()).toEqual(Object.keys(SHAPES).toSorted());
  for (const each of ROWS) expect(new URL(each.documentation).protocol).toBe('https:');
});

it.each(Object.entries(SHAPES))('%s signs in against what its documentation shows', async (_name, shape) => {
  const asked = (place = await inPlaceOf(answersOf(shape)));
  const told: UserInfo[] = [];
  const app = express();
  const client = shape.make({ clientId: 'our-key', clientSecret: 'our-secret', fetch: asked.fetch });
  catalogue.oauth(app, client, { getAuth: (info) => told.push(info) > 0 });
  app.get('/me', (req, res) => void res.send(req.auth.ident));
  const served = await serve(app);
  try {
    const browser = new Browser();
    const begun = await browser.follow(await browser.get(`${served.url}/me`), { until: 'https://' });
    const authorization = new URL(begun.location ?? '');
    const documented = new URL(shape.steps[1]);
    expect(`${authorization.origin}${authorization.pathname}`).toBe(`${documented.origin}${documented.pathname}`);
    expect(Object.fromEntries(authorization.searchParams)).toMatchObject({
      ...Object.fromEntries(documented.searchParams),
      oauth_token: 'temporary',
    });
    const sent = String(asked.asked[0]?.headers['authorization']);
    const callback = new URL(decodeURIComponent(/oauth_callback="([^"]+)"/.exec(sent)?.[1] ?? ''));
    callback.searchParams.set('oauth_token', 'temporary');
    callback.searchParams.set('oauth_verifier', 'a-verifier');
    expect((await browser.open(callback.href)).text).toBe(shape.ident);
  } finally {
    await served.close();
  }
  const { raw: _raw, sub, ...info } = told[0] ?? { raw: {}, sub: '' };
  expect(`${client.name}:${sub}`).toBe(shape.ident);
  // The whole of it: nothing that is empty, and no address that nobody vouches for as verified.
  expect(Object.fromEntries(Object.entries(shape.info).map(([name]) => [name, info[name]]))).toEqual(shape.info);
  expect(info.email_verified).toBeUndefined();
  expect(Object.values(info)).not.toContain('');
  expect(JSON.stringify(told[0])).not.toContain('lasting');
  for (const { headers, url } of asked.asked) {
    expect(url.protocol).toBe('https:');
    expect(headers['authorization']).toMatch(
      /^OAuth .*oauth_consumer_key="our-key".*oauth_signature_method="HMAC-SHA1"/,
    );
  }
  expect(client.apiTarget(shape.api[0]).href).toBe(shape.api[1]);
  expect(() => client.apiTarget('https://evil.example/')).toThrow(
    expect.objectContaining({ code: 'ERR_OAUTH_FOREIGN_ORIGIN' }),
  );
});
