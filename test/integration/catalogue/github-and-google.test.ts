import { afterEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import { github, google, oauth, requireUser } from '../../../src/index.js';
import type { UserInfo } from '../../../src/index.js';
import { Browser } from '../../support/browser.js';
import { serve } from '../../support/serve.js';
import { sendJson, startStandIn } from './stand-in.js';
import type { Answer, StandIn } from './stand-in.js';

let cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(cleanups.map((cleanup) => cleanup()));
  cleanups = [];
});

async function startProvider(answers: Record<string, Answer>): Promise<StandIn> {
  const provider = await startStandIn(answers);
  cleanups.push(() => provider.close());
  return provider;
}

/** Lists the requests to a stand-in: the method, the URL without its query, and the authentication scheme. */
const listRequests = ({ requests }: StandIn): string[] =>
  requests.map(({ method, url, headers }) => {
    const scheme = String(headers['authorization'] ?? '-').split(' ')[0];
    return `${method} ${url.host}${url.pathname} ${scheme}`;
  });

async function signInAtGitHub(answers: Record<string, Answer>) {
  const provider = await startProvider(answers);
  const users: UserInfo[] = [];
  const app = express();
  oauth(app, github({ clientId: 'id', clientSecret: 'a-secret_of.the~client', fetch: provider.fetch }), {
    getAuth(info) {
      users.push(info);
      return true;
    },
  });
  app.get('/me', (req, res) => {
    const { ident, scope } = requireUser(req);
    res.json({ ident, scope });
  });
  const served = await serve(app);
  cleanups.push(() => served.close());
  const browser = new Browser();
  const redirect = await browser.follow(await browser.get(`${served.url}/me`), { until: 'https://github.com' });
  const authorization = new URL(redirect.location ?? '');
  const callback = `${served.url}/redirect?code=c0de&state=${authorization.searchParams.get('state')}`;
  return { page: await browser.open(callback), authorization, users, provider };
}

const TOKEN = { access_token: 'gho_16C7e42F292c6912E7', scope: 'read:user,user:email', token_type: 'bearer' };
const OCTOCAT = {
  login: 'octocat',
  id: 583231,
  avatar_url: 'https://avatars.example/u/583231',
  html_url: 'https://github.com/octocat',
  name: 'monalisa octocat',
  blog: '',
  email: null,
};

describe('github()', () => {
  it('identifies the user by the account id; GitHub says whether the primary address is verified', async () => {
    const { page, authorization, users, provider } = await signInAtGitHub({
      'github.com/login/oauth/access_token': TOKEN,
      'api.github.com/user': OCTOCAT,
      'api.github.com/user/emails': [
        { email: 'other@example.com', primary: false, verified: true, visibility: null },
        { email: 'octocat@example.com', primary: true, verified: true, visibility: 'private' },
      ],
    });
    expect(authorization.origin + authorization.pathname).toBe('https://github.com/login/oauth/authorize');
    expect(Object.fromEntries(authorization.searchParams)).toMatchObject({
      client_id: 'id',
      scope: 'read:user user:email',
      response_type: 'code',
      code_challenge_method: 'S256',
    });
    expect(page.text).toBe('{"ident":"github:583231","scope":["read:user","user:email"]}');
    expect(users[0]).toMatchObject({
      sub: '583231',
      name: 'monalisa octocat',
      preferred_username: 'octocat',
      picture: OCTOCAT.avatar_url,
      email: 'octocat@example.com',
      email_verified: true,
      raw: OCTOCAT,
    });
    expect(users[0]).not.toHaveProperty('website');
    expect(listRequests(provider)).toEqual([
      'POST github.com/login/oauth/access_token -',
      'GET api.github.com/user Bearer',
      'GET api.github.com/user/emails Bearer',
    ]);
  });

  it('treats the public address as unverified when GitHub lists no addresses', async () => {
    const { page, users } = await signInAtGitHub({
      'github.com/login/oauth/access_token': TOKEN,
      'api.github.com/user': { ...OCTOCAT, name: null, email: 'public@example.com' },
      'api.github.com/user/emails': (_req, res) => sendJson(res, 403, { message: 'Resource not accessible' }),
    });
    expect(page.status).toBe(200);
    expect(users[0]).toMatchObject({ email: 'public@example.com' });
    expect(users[0]?.email_verified).not.toBe(true);
    expect(users[0]).not.toHaveProperty('name');
  });

  it('reports an error that GitHub sends with status 200', async () => {
    const { page } = await signInAtGitHub({
      'github.com/login/oauth/access_token': {
        error: 'bad_verification_code',
        error_description: 'The code passed is incorrect or expired.',
      },
    });
    expect(page.status).toBe(502);
    expect(page.text).toContain('ERR_OAUTH_TOKEN_ENDPOINT');
  });
});

describe('google()', () => {
  it("starts at the authorization endpoint in Google's metadata", async () => {
    const provider = await startProvider({
      'accounts.google.com/.well-known/openid-configuration': {
        issuer: 'https://accounts.google.com',
        authorization_endpoint: 'https://accounts.google.com/o/oauth2/v2/auth',
        token_endpoint: 'https://oauth2.googleapis.com/token',
        jwks_uri: 'https://www.googleapis.com/oauth2/v3/certs',
        code_challenge_methods_supported: ['plain', 'S256'],
      },
    });
    const app = express();
    oauth(
      app,
      google({
        clientId: 'id',
        clientSecret: 'secret',
        fetch: provider.fetch,
        authorizationParams: { access_type: 'offline' },
      }),
    );
    const served = await serve(app);
    cleanups.push(() => served.close());
    const { location } = await new Browser().get(`${served.url}/login`);
    const authorization = new URL(location ?? '');
    expect(authorization.origin + authorization.pathname).toBe('https://accounts.google.com/o/oauth2/v2/auth');
    expect(Object.fromEntries(authorization.searchParams)).toMatchObject({
      scope: 'openid email profile',
      access_type: 'offline',
      code_challenge_method: 'S256',
      redirect_uri: `${served.url}/redirect`,
    });
    expect(authorization.searchParams.get('nonce')).toMatch(/^[\w-]{43}$/);
    expect((await new Browser().get(`${served.url}/login?notice=not-let-in`)).text).toContain('Sign in with Google');
    const otherAccount = await new Browser().get(`${served.url}/login/google?other`);
    expect(new URL(otherAccount.location ?? '').searchParams.get('prompt')).toBe('select_account');
    expect(listRequests(provider)).toEqual(['GET accounts.google.com/.well-known/openid-configuration -']);
  });
});
