import { expect, it } from '@jest/globals';
import express from 'express';
import { isOAuthError, oauth, oidc } from '../../src/index.js';
import type { LoginLinkOptions } from '../../src/index.js';
import { Browser } from '../support/browser.js';
import { serve } from '../support/serve.js';
import { useForEach } from '../support/use.js';

const ISSUER = 'https://id.example';

let asked: unknown;

const app = useForEach(() => {
  const server = express();
  const metadata = { authorization_endpoint: `${ISSUER}/authorize`, token_endpoint: `${ISSUER}/token` };
  const clients = ['one', 'two'].map((name) =>
    oidc({ name, issuer: ISSUER, clientId: `app-${name}`, metadata, jwks: { keys: [] } }),
  );
  const auth = oauth(server, clients, { skip: ['/link'] });
  server.get('/link', (req, res) => {
    try {
      res.send(auth.loginLink(req, asked as LoginLinkOptions));
    } catch (error) {
      res.send(isOAuthError(error) ? `${error.code} ${error.message}` : String(error));
    }
  });
  return serve(server);
});

async function linkFor(options: unknown): Promise<string> {
  asked = options;
  return (await new Browser().get(`${app().url}/link`)).text;
}

const circular: Record<string, unknown> = {};
circular['self'] = circular;

it.each<[options: unknown, words: string]>([
  [{ clients: 'one' }, 'option "clients" is unknown. Did you mean "client"?'],
  [{ client: 'three' }, 'there is no client "three". There are: one, two'],
  [{ client: 'one', scope: ['a', 'b'] }, 'option "scope" takes scopes separated by spaces, got an array of 2'],
  [{ client: 'one', state: circular }, 'option "state" takes a JSON value'],
  [{ client: 'one', state: 10n }, 'option "state" takes a JSON value'],
  [{ client: 'one', state: () => 1 }, 'option "state" takes a JSON value, got a function'],
  [{ client: 'one', state: 'x'.repeat(4000) }, 'too large for a link'],
  [{ client: 'one', returnTo: 'https://evil.example/' }, '"returnTo" takes a path of this app'],
  [{ client: 'one', authorizationParams: { redirect_uri: 'x' } }, 'cannot hold this "redirect_uri"'],
  [{ client: 'one', connect: true }, 'nobody is signed in'],
  [{ state: { plan: 1 } }, '"client" is needed'],
  ['one', 'takes an object of options, got "one"'],
])('%# loginLink() refuses impossible options, and says why', async (options, words) => {
  const text = await linkFor(options);
  expect(text).toMatch(/^ERR_OAUTH_CONFIG loginLink\(\)/);
  expect(text).toContain(words);
});

it.each<[options: LoginLinkOptions, link: RegExp]>([
  [{}, /^\/login$/],
  [{ client: 'one' }, /^\/login\/one$/],
  [{ client: 'one', returnTo: '/a?b' }, /^\/login\/one\?returnTo=%2Fa%3Fb$/],
  [{ client: 'two', state: null, scope: 'a b' }, /^\/login\/two\?ticket=[\w.-]+$/],
])('%# loginLink() makes a path of this app', async (options, link) => {
  expect(await linkFor(options)).toMatch(link);
});

it('the link of one client has no effect at another: with state it is refused, without it a plain login begins', async () => {
  const follow = async (link: string) => new Browser().get(app().url + link.replace('/login/one', '/login/two'));
  const hinted = await linkFor({ client: 'one', authorizationParams: { login_hint: 'ada@example.com' } });
  const { searchParams } = new URL((await follow(hinted)).location ?? '');
  expect([searchParams.get('client_id'), searchParams.get('login_hint')]).toEqual(['app-two', null]);
  const withState = await follow(await linkFor({ client: 'one', state: { plan: 1 } }));
  expect([withState.status, withState.text]).toEqual([400, expect.stringContaining('ERR_OAUTH_LINK_EXPIRED')]);
});
