import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import { github, google, oauth } from '../../../src/index.js';
import type { Fetch, UserInfo } from '../../../src/index.js';
import { Browser } from '../../support/browser.js';
import { serve } from '../../support/serve.js';

let cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(cleanups.map((cleanup) => cleanup()));
  cleanups = [];
});

type Answers = Record<string, (req: IncomingMessage, res: ServerResponse) => void>;

const json =
  (body: unknown, status = 200) =>
  (_req: IncomingMessage, res: ServerResponse): void => {
    res.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
  };

/** A server that answers in the provider's place, and a fetch that leads there: what is asked of whom stays as it is. */
async function inPlaceOf(answers: Answers): Promise<{ fetch: Fetch; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((req, res) => {
    const { host, pathname } = new URL(req.headers['x-asked'] as string);
    asked.push(`${req.method} ${host}${pathname} ${req.headers.authorization?.split(' ')[0] ?? '-'}`);
    (answers[`${host}${pathname}`] ?? json({ message: 'Not Found' }, 404))(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  cleanups.push(() => new Promise((resolve) => server.close(resolve)));
  return {
    asked,
    fetch: (url, init) =>
      globalThis.fetch(`http://127.0.0.1:${port}/`, {
        ...init,
        headers: { ...(init.headers as object), 'x-asked': url },
      }),
  };
}

/** Signs in with GitHub, whose answers are these. */
async function signInAtGitHub(answers: Answers) {
  const { fetch, asked } = await inPlaceOf(answers);
  const told: UserInfo[] = [];
  const app = express();
  oauth(app, github({ clientId: 'id', clientSecret: 'a-secret_of.the~client', fetch }), {
    getAuth(info) {
      told.push(info);
      return true;
    },
  });
  app.get('/me', (req, res) => void res.json({ ident: req.auth.ident, scope: req.auth.scope }));
  const served = await serve(app);
  cleanups.push(() => served.close());
  const browser = new Browser();
  const begun = await browser.follow(await browser.get(`${served.url}/me`), { until: 'https://github.com' });
  const authorization = new URL(begun.location ?? '');
  const back = `${served.url}/redirect?code=c0de&state=${authorization.searchParams.get('state')}`;
  return { page: await browser.open(back), authorization, told, asked };
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
  it('signs in by the number of the account, with the primary address as verified as GitHub says', async () => {
    const { page, authorization, told, asked } = await signInAtGitHub({
      'github.com/login/oauth/access_token': json(TOKEN),
      'api.github.com/user': json(OCTOCAT),
      'api.github.com/user/emails': json([
        { email: 'other@example.com', primary: false, verified: true, visibility: null },
        { email: 'octocat@example.com', primary: true, verified: true, visibility: 'private' },
      ]),
    });
    expect(authorization.origin + authorization.pathname).toBe('https://github.com/login/oauth/authorize');
    expect(Object.fromEntries(authorization.searchParams)).toMatchObject({
      client_id: 'id',
      scope: 'read:user user:email',
      response_type: 'code',
      code_challenge_method: 'S256',
    });
    expect(page.text).toBe('{"ident":"github:583231","scope":["read:user","user:email"]}');
    expect(told[0]).toMatchObject({
      sub: '583231',
      name: 'monalisa octocat',
      preferred_username: 'octocat',
      picture: OCTOCAT.avatar_url,
      email: 'octocat@example.com',
      email_verified: true,
      raw: OCTOCAT,
    });
    expect(told[0]).not.toHaveProperty('website');
    expect(asked).toEqual([
      'POST github.com/login/oauth/access_token -',
      'GET api.github.com/user Bearer',
      'GET api.github.com/user/emails Bearer',
    ]);
  });

  it('takes a public address for unverified when GitHub lists none', async () => {
    const { page, told } = await signInAtGitHub({
      'github.com/login/oauth/access_token': json(TOKEN),
      'api.github.com/user': json({ ...OCTOCAT, name: null, email: 'public@example.com' }),
      'api.github.com/user/emails': json({ message: 'Resource not accessible' }, 403),
    });
    expect(page.status).toBe(200);
    expect(told[0]).toMatchObject({ email: 'public@example.com' });
    expect(told[0]?.email_verified).not.toBe(true);
    expect(told[0]).not.toHaveProperty('name');
  });

  it("tells GitHub's refusal although it comes with status 200", async () => {
    const { page } = await signInAtGitHub({
      'github.com/login/oauth/access_token': json({
        error: 'bad_verification_code',
        error_description: 'The code passed is incorrect or expired.',
      }),
    });
    expect(page.status).toBe(502);
    expect(page.text).toContain('ERR_OAUTH_TOKEN_ENDPOINT');
  });
});

describe('google()', () => {
  it('begins at the address that Google states in its metadata', async () => {
    const { fetch, asked } = await inPlaceOf({
      'accounts.google.com/.well-known/openid-configuration': json({
        issuer: 'https://accounts.google.com',
        authorization_endpoint: 'https://accounts.google.com/o/oauth2/v2/auth',
        token_endpoint: 'https://oauth2.googleapis.com/token',
        jwks_uri: 'https://www.googleapis.com/oauth2/v3/certs',
        code_challenge_methods_supported: ['plain', 'S256'],
      }),
    });
    const app = express();
    oauth(
      app,
      google({ clientId: 'id', clientSecret: 'secret', fetch, authorizationParams: { access_type: 'offline' } }),
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
    const other = await new Browser().get(`${served.url}/login/google?other`);
    expect(new URL(other.location ?? '').searchParams.get('prompt')).toBe('select_account');
    expect(asked).toEqual(['GET accounts.google.com/.well-known/openid-configuration -']);
  });
});
