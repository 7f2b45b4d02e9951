import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import express from 'express';
import { oauth, oauth1, requireUser } from '../../src/index.js';
import type { Auth, OAuth1Options, OAuthError, SignatureMethod } from '../../src/index.js';
import { Browser } from '../support/browser.js';
import type { Page } from '../support/browser.js';
import { freePort } from '../support/free-port.js';
import { startOAuth1Provider } from '../support/oauth1-provider.js';
import { serve } from '../support/serve.js';
import type { Served } from '../support/serve.js';
import { useEndAfterTest, useForAll } from '../support/use.js';
import { startStandIn } from './catalogue/stand-in.js';
import type { Answer, StandIn } from './catalogue/stand-in.js';

const CONSUMER = { consumerKey: 'the consumer/key', consumerSecret: 'a secret/with+=&: and % in it' };
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicKey = rsa.publicKey.export({ format: 'pem', type: 'spki' }).toString();
const rsaPrivateKey = rsa.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();

const endAfterTest = useEndAfterTest();
let app: Served;
let auth: Auth | undefined;
let port: number;
const failures: OAuthError[] = [];

/** An app whose users sign in at an OAuth 1.0a provider. */
async function start(options: Partial<OAuth1Options> & { url: string }): Promise<void> {
  const { url, ...more } = options;
  const server = express();
  const handle = oauth(
    server,
    oauth1({
      name: 'signed',
      clientId: CONSUMER.consumerKey,
      clientSecret: CONSUMER.consumerSecret,
      temporaryCredentialsEndpoint: `${url}/temporary`,
      authorizationEndpoint: `${url}/authorize`,
      tokenCredentialsEndpoint: `${url}/token`,
      userinfoEndpoint: `${url}/me`,
      claims: { preferred_username: 'screen_name' },
      apiBase: `${url}/`,
      ...more,
    }),
  );
  failures.length = 0;
  auth = undefined;
  handle.events.on('failure', ({ error }) => failures.push(error));
  server.get('/me', (req, res) => {
    auth = requireUser(req);
    res.json({ ident: auth.ident, name: auth.info.preferred_username });
  });
  app = endAfterTest(await serve(server, port));
}

describe.each<[SignatureMethod]>([['HMAC-SHA1'], ['RSA-SHA1'], ['PLAINTEXT']])(
  'oauth1() with %s, at a third-party provider',
  (signatureMethod) => {
    const provider = useForAll(async () => {
      port = await freePort();
      const callback = `http://localhost:${port}/redirect`;
      return startOAuth1Provider({ method: signatureMethod, ...CONSUMER, publicKey, callback });
    });

    const options = () => ({
      url: provider().url,
      signatureMethod,
      ...(signatureMethod === 'RSA-SHA1' ? { rsaPrivateKey, clientSecret: undefined } : {}),
    });

    async function signIn(browser: Browser): Promise<Page> {
      const asked = await browser.open(`${app.url}/me`);
      return browser.follow(await browser.submit(asked, { user: 'ada' }));
    }

    it('signs in, and calls the API with signed queries, forms and other bodies', async () => {
      await start(options());
      expect((await signIn(new Browser())).text).toBe('{"ident":"signed:42","name":"ada"}');
      const echo = async (path: string, init = {}) => (await auth?.fetch(path, init))?.json();
      // The query has no plus sign, because this server's framework decodes it as a space. The form below has one.
      expect(await echo('echo?b=2&a=1&a=%20%25%26&empty=')).toEqual({
        method: 'GET',
        query: { a: ['1', ' %&'], b: ['2'], empty: [''] },
        form: {},
        body: '',
      });
      const form = new URLSearchParams([['status', "Hello Ladies + Gentlemen, a signed OAuth request! \u2615 (~*')"]]);
      expect(await echo('echo?include=all', { method: 'POST', body: form })).toMatchObject({
        form: { status: [form.get('status')] },
        query: { include: ['all'] },
      });
      const asText = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
      expect(await echo('echo', { method: 'POST', headers: asText, body: 'b=2&a=%26+1' })).toMatchObject({
        form: { a: ['& 1'], b: ['2'] },
      });
      const headers = { 'content-type': 'application/json' };
      expect(await echo('echo', { method: 'PUT', headers, body: '{"a":1}' })).toMatchObject({ body: '{"a":1}' });
      await expect(auth?.fetch('https://evil.example/')).rejects.toMatchObject({ code: 'ERR_OAUTH_FOREIGN_ORIGIN' });
    });

    it('reports that the user refused', async () => {
      await start(options());
      const browser = new Browser();
      const asked = await browser.open(`${app.url}/me`);
      const page = await browser.follow(await browser.submit(asked, { deny: 'yes' }));
      expect(page.status).toBe(403);
      expect(page.text).toContain('ERR_OAUTH_ACCESS_DENIED');
    });

    it('ends a login only in the browser that began it, and once', async () => {
      await start(options());
      const [attacker, victim] = [new Browser(), new Browser()];
      const asked = await attacker.open(`${app.url}/me`);
      const back = await attacker.follow(await attacker.submit(asked, { user: 'mallory' }), { until: app.url });
      const stolen = await victim.get(back.location ?? '');
      // The login starts again, as for any unknown response. Nobody is signed in.
      expect(stolen.location ?? '').toMatch(/\/authorize\?|\/error\?/);
      expect((await victim.get(`${app.url}/me`)).status).toBe(303);
      expect((await attacker.follow(back)).text).toContain('signed:42');
      expect((await attacker.follow(await attacker.get(back.location ?? ''))).status).toBe(200);
    });
  },
);

/** In a response, a parameter without a value. One with '' is left out. */
const EMPTY = '(empty)';

describe('oauth1() at a faulty provider', () => {
  let provider: StandIn;

  const good = (parameters: Record<string, string>): Answer => new URLSearchParams(parameters).toString();
  const TEMPORARY = good({
    oauth_token: 'temporary',
    oauth_token_secret: 'tellNobody-1',
    oauth_callback_confirmed: 'true',
  });
  const CREDENTIALS = good({ oauth_token: 'lasting', oauth_token_secret: 'tellNobody-2' });
  const status =
    (code: number): Answer =>
    (_req, res) =>
      void res.writeHead(code).end('tellNobody-1 tellNobody-2');

  const problem =
    (body: string, challenge = 'OAuth'): Answer =>
    (_req, res) =>
      void res.writeHead(401, { 'www-authenticate': challenge }).end(body);

  async function signIn(
    answers: Record<string, Answer>,
    response: Record<string, string> = {},
    options: Partial<OAuth1Options> = {},
  ): Promise<Page> {
    port = await freePort();
    provider = endAfterTest(
      await startStandIn({
        'id.example/temporary': TEMPORARY,
        'id.example/token': CREDENTIALS,
        'id.example/me': { id: 7 },
        ...answers,
      }),
    );
    await start({ url: 'https://id.example', fetch: provider.fetch, ...options });
    const browser = new Browser();
    const begun = await browser.follow(await browser.get(`${app.url}/me`), { until: 'https://' });
    if (begun.location === undefined || !begun.location.startsWith('https://')) return begun;
    const header = String(provider.requests[0]?.headers['authorization']);
    const callback = new URL(decodeURIComponent(/oauth_callback="([^"]+)"/.exec(header)?.[1] ?? ''));
    for (const [name, value] of Object.entries({ oauth_token: 'temporary', oauth_verifier: 'v', ...response }))
      if (value !== '') callback.searchParams.set(name, value === EMPTY ? '' : value);
    return browser.open(callback.href);
  }

  it('signs in although refusals stand empty beside the verifier', async () => {
    const empty = { denied: EMPTY, oauth_problem: EMPTY, error: EMPTY, rejected: EMPTY };
    expect((await signIn({}, empty)).text).toBe('{"ident":"signed:7"}');
  });

  it.each([201, 202, 203])(
    'signs in at endpoints that answer %i, with a byte order mark and a newline',
    async (code) => {
      const answer =
        (body: unknown): Answer =>
        (_req, res) =>
          void res.writeHead(code).end(`\uFEFF${String(body)}\r\n`);
      const answers = {
        'id.example/temporary': answer(TEMPORARY),
        'id.example/token': answer(CREDENTIALS),
        'id.example/me': answer('{"id":7}'),
      };
      expect((await signIn(answers)).text).toBe('{"ident":"signed:7"}');
    },
  );

  it('signs in if it works', async () => {
    expect((await signIn({})).text).toBe('{"ident":"signed:7"}');
    const headers = provider.requests.map(({ headers: { authorization } }) => String(authorization));
    const consumer = 'OAuth oauth_consumer_key="the%20consumer%2Fkey"';
    const starts = headers.map((header) => header.replace(/oauth_callback="[^"]+", /, '').slice(0, consumer.length));
    expect(starts).toEqual([consumer, consumer, consumer]);
    expect(new Set(headers.map((header) => /oauth_nonce="([0-9a-f]{32})"/.exec(header)?.[1])).size).toBe(3);
  });

  it.each<[id: unknown, page: string]>([
    ['6253282', '{"ident":"signed:6253282"}'],
    [6253282, '{"ident":"signed:6253282"}'],
    [2 ** 53, 'ERR_OAUTH_IDENT_MISSING'],
    [null, 'ERR_OAUTH_IDENT_MISSING'],
    [{ a: 1 }, 'ERR_OAUTH_IDENT_MISSING'],
  ])('handles the id %p of a JSON token response by its type', async (id, page) => {
    const credentials = { oauth_token: 'lasting', oauth_token_secret: 'tellNobody-2', oauth_session_handle: 'h', id };
    const { text } = await signIn({ 'id.example/token': credentials }, {}, { userinfoEndpoint: undefined });
    expect(text).toContain(page);
    expect(JSON.stringify(auth?.info ?? {})).not.toMatch(/session_handle|tellNobody/);
  });

  it('lets no parameter of a call replace one of the protocol', async () => {
    await signIn({ 'id.example/echo': {} });
    for (const query of ['oauth_token=evil', 'oauth_nonce=1', '__proto__=x'])
      await expect(auth?.fetch(`echo?${query}`)).rejects.toMatchObject({ code: 'ERR_OAUTH_CONFIG' });
    await auth?.fetch('echo?constructor=1&toString=2');
    expect(provider.requests.at(-1)?.url.search).toBe('?constructor=1&toString=2');
  });

  it.each<[name: string, answers: Record<string, Answer>, response: Record<string, string>, code: string]>([
    ['no confirmation', { 'id.example/temporary': CREDENTIALS }, {}, 'ERR_OAUTH_BAD_RESPONSE'],
    [
      'no temporary credentials',
      { 'id.example/temporary': 'oauth_callback_confirmed=true' },
      {},
      'ERR_OAUTH_BAD_RESPONSE',
    ],
    [
      'a token that has no encoding',
      { 'id.example/token': { oauth_token: 'a\uD800', oauth_token_secret: 's' } },
      {},
      'ERR_OAUTH_BAD_RESPONSE',
    ],
    ['a refusal', { 'id.example/temporary': status(401) }, {}, 'ERR_OAUTH_TOKEN_ENDPOINT'],
    ['a failure', { 'id.example/temporary': status(500) }, {}, 'ERR_OAUTH_BAD_RESPONSE'],
    ['a redirect', { 'id.example/temporary': status(302) }, {}, 'ERR_OAUTH_BAD_RESPONSE'],
    ['other temporary credentials', {}, { oauth_token: 'other' }, 'ERR_OAUTH_RESPONSE_INVALID'],
    ['none', {}, { oauth_token: '' }, 'ERR_OAUTH_RESPONSE_INVALID'],
    ['an empty verifier', {}, { oauth_verifier: EMPTY }, 'ERR_OAUTH_CODE_MISSING'],
    ['no verifier', {}, { oauth_verifier: '' }, 'ERR_OAUTH_ACCESS_DENIED'],
    ['neither a verifier nor a token', {}, { oauth_verifier: '', oauth_token: '' }, 'ERR_OAUTH_ACCESS_DENIED'],
    ['another token alone', {}, { oauth_verifier: '', oauth_token: 'x' }, 'ERR_OAUTH_RESPONSE_INVALID'],
    ['no', {}, { denied: 'temporary' }, 'ERR_OAUTH_ACCESS_DENIED'],
    ['no, in place of the verifier', {}, { oauth_verifier: 'denied' }, 'ERR_OAUTH_ACCESS_DENIED'],
    ['no, in place of the verifier, as a name', {}, { oauth_verifier: 'Denied' }, 'ERR_OAUTH_ACCESS_DENIED'],
    ['null in place of the verifier', {}, { oauth_verifier: 'null' }, 'ERR_OAUTH_ACCESS_DENIED'],
    ['a rejection', {}, { rejected: '1', oauth_verifier: '' }, 'ERR_OAUTH_ACCESS_DENIED'],
    ['no, in capitals', {}, { oauth_problem: 'User_Refused' }, 'ERR_OAUTH_ACCESS_DENIED'],
    ['no, as an error of its own', {}, { oauth_error: 'user_cancelled' }, 'ERR_OAUTH_ACCESS_DENIED'],
    ['no, as a problem', {}, { oauth_problem: 'user_refused' }, 'ERR_OAUTH_ACCESS_DENIED'],
    ['no, as a problem alone', {}, { oauth_problem: 'user_refused', oauth_verifier: '' }, 'ERR_OAUTH_ACCESS_DENIED'],
    ['no, as an error', {}, { error: 'access_denied' }, 'ERR_OAUTH_ACCESS_DENIED'],
    ['another problem', {}, { oauth_problem: 'token_expired' }, 'ERR_OAUTH_AUTHORIZATION_RESPONSE'],
    [
      'no, at the token endpoint',
      { 'id.example/token': problem('oauth_problem=permission_denied&oauth_problem_advice=no') },
      {},
      'ERR_OAUTH_ACCESS_DENIED',
    ],
    [
      'no, in the challenge of the token endpoint',
      { 'id.example/token': problem('', 'OAuth realm="x", oauth_problem="user_refused"') },
      {},
      'ERR_OAUTH_ACCESS_DENIED',
    ],
    [
      'another problem of the token endpoint',
      { 'id.example/token': problem('oauth_problem=signature_invalid') },
      {},
      'ERR_OAUTH_TOKEN_ENDPOINT',
    ],
    ['a refused verifier', { 'id.example/token': status(401) }, {}, 'ERR_OAUTH_TOKEN_ENDPOINT'],
    ['no token', { 'id.example/token': 'oauth_token_secret=x' }, {}, 'ERR_OAUTH_BAD_RESPONSE'],
    ['a page for the user', { 'id.example/me': '<html>tellNobody-2' }, {}, 'ERR_OAUTH_BAD_RESPONSE'],
    ['a list for the user', { 'id.example/me': [] }, {}, 'ERR_OAUTH_BAD_RESPONSE'],
    ['another error', {}, { error: 'server_error' }, 'ERR_OAUTH_AUTHORIZATION_RESPONSE'],
    [
      'a token of 900 kB',
      {
        'id.example/temporary': good({
          oauth_token: 'x'.repeat(900_000),
          oauth_token_secret: 's',
          oauth_callback_confirmed: 'true',
        }),
      },
      {},
      'ERR_OAUTH_BAD_RESPONSE',
    ],
    [
      'null for a token',
      { 'id.example/token': { oauth_token: null, oauth_token_secret: 's' } },
      {},
      'ERR_OAUTH_BAD_RESPONSE',
    ],
    ['a refused user info', { 'id.example/me': status(401) }, {}, 'ERR_OAUTH_BAD_RESPONSE'],
    ['nobody', { 'id.example/me': { name: 'Ada' } }, {}, 'ERR_OAUTH_IDENT_MISSING'],
  ])('answers %s with the error page', async (_name, answers, response, code) => {
    const page = await signIn(answers, response);
    expect(page.text).toContain(code);
    expect(page.status).toBeGreaterThanOrEqual(400);
    expect(page.text.includes('You did not sign in') && page.status === 403).toBe(code === 'ERR_OAUTH_ACCESS_DENIED');
    const { message, hint = '', cause } = failures[0] as OAuthError;
    expect(`${page.text} ${message} ${hint} ${String((cause as Error | undefined)?.message)}`).not.toContain(
      'tellNobody',
    );
  });
});

const ecKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'pem', type: 'pkcs8' });

it.each<[options: Partial<OAuth1Options>, message: RegExp]>([
  [
    { signatureMethod: 'RSA-SHA1', rsaPrivateKey: '-----BEGIN PRIVATE KEY-----' },
    /takes a private RSA key in PEM, got something else/,
  ],
  [
    { signatureMethod: 'RSA-SHA1', rsaPrivateKey: ecKey.toString() },
    /takes a private RSA key in PEM, got something else/,
  ],
  [{ realm: 'a", oauth_token="x' }, /option "realm" takes printable ASCII/],
  [{ identField: 'u-{id}' }, /option "identField" takes a field of the user info/],
  [{ clientSecret: undefined }, /^oauth1\(\): option "clientSecret" is required with this signature method/],
  [{ signatureMethod: 'RSA-SHA1' }, /^oauth1\(\): option "rsaPrivateKey" is required/],
  [{ signatureMethod: 'HMAC-MD5' as never }, /option "signatureMethod" takes one of HMAC-SHA1, /],
  [{ tokenCredentialsEndpoint: 'http://id.example/token' }, /option "tokenCredentialsEndpoint" takes an https/],
  [{ scope: 'read' } as never, /option "scope" is unknown/],
])('%# a wrong registration is refused at once', (options, message) => {
  const right = {
    name: 'signed',
    clientId: 'a',
    clientSecret: 'b',
    temporaryCredentialsEndpoint: 'https://id.example/temporary',
    authorizationEndpoint: 'https://id.example/authorize',
    tokenCredentialsEndpoint: 'https://id.example/token',
  };
  expect(() => oauth1({ ...right, ...options })).toThrow(message);
});
