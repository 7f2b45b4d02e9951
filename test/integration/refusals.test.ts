import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { oauth1, oauth2, oidc } from '../../src/index.js';
import type { Client, OAuth2Options, OidcOptions, TokenSet } from '../../src/index.js';
import { makeSelfSigned } from '../support/certificates.js';
import { html, status } from '../support/hostile/answers.js';
import { CLIENT_ID, CLIENT_SECRET } from '../support/hostile/client-requests.js';
import { signedWithSecret } from '../support/hostile/provider-keys.js';
import { signedUserInfo } from '../support/hostile/signed-user-info.js';
import { HostileProvider } from '../support/hostile/hostile-provider.js';
import type { Endpoint, Misbehaviour } from '../support/hostile/hostile-provider.js';
import { allTextOf, rejectionOf } from '../unit/caught.js';

let provider: HostileProvider;

afterEach(() => provider.close());

const SECRETS = {
  code: 'tellNobody-code-of-the-login',
  verifier: 'tellNobody-verifier',
  refresh: 'tellNobody-refresh-token',
  access: 'tellNobody-access-token',
};
const TOKENS: TokenSet = {
  accessToken: SECRETS.access,
  tokenType: 'bearer',
  refreshToken: SECRETS.refresh,
  issuedAt: 0,
};
const STATE = 's'.repeat(43);

async function start(misbehaviour: Misbehaviour): Promise<void> {
  provider = await HostileProvider.start({
    ...misbehaviour,
    discovery: (metadata) => ({
      ...metadata,
      authorization_response_iss_parameter_supported: false,
      ...(misbehaviour.respond?.par && {
        pushed_authorization_request_endpoint: `${provider.issuer}/par`,
      }),
    }),
  });
}

function authorize(client: Client) {
  return client.authorize({ state: STATE, redirectUri: 'http://localhost/redirect', scope: [], parameters: {} });
}

/** The second half of a login: its code is good if the first half ran at the provider. */
async function identify(client: Client) {
  const { url, pendingChecks } = await authorize(client);
  const answer = await fetch(url, { redirect: 'manual' });
  const location = answer.headers.get('location') ?? '';
  return client.identify({
    parameters: new URL(location).searchParams,
    state: STATE,
    redirectUri: 'http://localhost/redirect',
    pendingChecks,
  });
}

/** What a call of each endpoint fails with. */
const CALLS: Partial<Record<Endpoint, (client: Client) => Promise<unknown>>> = {
  discovery: authorize,
  par: authorize,
  token: identify,
  jwks: identify,
  userinfo: identify,
  refresh: (client) => client.refresh(TOKENS, 'alice'),
  revoke: (client) => client.revoke(TOKENS),
  introspect: (client) => client.introspect(SECRETS.access),
};

const PATHS: Partial<Record<Endpoint, string>> = {
  discovery: '/.well-known/openid-configuration',
  refresh: '/token',
};

/** All texts of an error. Its fields are quoted as JSON. */
function textOf(error: unknown): string {
  return allTextOf(error).replaceAll('\\"', '"');
}

/** All texts of the error that an answer of an endpoint leads to. */
async function failure(
  endpoint: Endpoint,
  answer: ReturnType<typeof status>,
  options: Partial<OidcOptions> = {},
): Promise<string> {
  await start({ respond: { [endpoint]: answer } });
  const client = oidc({ ...provider.client, ...options });
  const error = await rejectionOf(CALLS[endpoint]?.(client) ?? Promise.resolve());
  const text = textOf(error);
  expect(text).not.toContain('tellNobody');
  for (const secret of provider.secrets) expect(text).not.toContain(secret);
  return text;
}

const WORDS = 'The app is not known here';
const SHAPES: Record<string, string> = {
  'RFC 6749': JSON.stringify({ error: 'odd_error', error_description: WORDS }),
  Okta: JSON.stringify({ errorCode: 'E0000022', errorSummary: WORDS }),
  Facebook: JSON.stringify({ error: { message: WORDS, type: 'OAuthException', code: 101 } }),
  error_message: JSON.stringify({ error_type: 'OAuthException', code: 400, error_message: WORDS }),
  message: JSON.stringify({ message: WORDS }),
  Apigee: JSON.stringify({ fault: { faultstring: WORDS } }),
  'a list': JSON.stringify({ errors: [{ message: WORDS }] }),
  text: WORDS,
  Imgur: JSON.stringify({ data: { error: WORDS, request: '/', method: 'POST' }, success: false, status: 400 }),
  'ASP.NET': JSON.stringify({ Message: WORDS }),
  OData: JSON.stringify({ error: { code: '', message: { lang: 'en', value: WORDS } } }),
  'OData 2': JSON.stringify({ 'odata.error': { code: 'x', message: { lang: 'en', value: WORDS } } }),
  'errors by field': JSON.stringify({ errors: { code: [WORDS] } }),
  XML: `<?xml version="1.0"?><Error><Code>Denied</Code><Message>${WORDS}</Message></Error>`,
  'a page': `<html><title>${WORDS}</title></html>`,
};

const OIDC_ENDPOINTS = Object.keys(CALLS) as Endpoint[];

describe.each(OIDC_ENDPOINTS)('a refusal at the endpoint "%s"', (endpoint) => {
  it.each(Object.entries(SHAPES))('in the shape of %s says status, address and words', async (_name, body) => {
    const text = await failure(endpoint, status(403, body));
    expect(text).toContain(`${provider.issuer}${PATHS[endpoint] ?? `/${endpoint}`} answered 403`);
    expect(text).toContain(WORDS);
  });

  it('by a server that is down says status and address', async () => {
    const text = await failure(endpoint, status(503, ''));
    expect(text).toContain(`${PATHS[endpoint] ?? `/${endpoint}`} answered 503`);
  });

  it('that quotes the request withholds what is secret', async () => {
    const text = await failure(endpoint, (req, res) => {
      const { parameters = {} } = provider.requests.at(-1) ?? {};
      const names = ['nonce', 'code_verifier', 'code', 'refresh_token', 'token', 'client_secret', 'state'];
      const quoted = [...names.map((name) => parameters[name]), req.headers.authorization].filter(Boolean).join(' ');
      res.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error: 'x', message: quoted }));
    });
    expect(text).toContain('answered 400');
  });

  it('cuts the words, and shows control characters by their numbers', async () => {
    const text = await failure(endpoint, status(400, JSON.stringify({ message: `\u001b[2J\u202e${'w'.repeat(900)}` })));
    expect(text).toContain('\\u001b[2J\\u202ew');
    expect(text).not.toMatch(/\p{Cf}|w{250}/u);
  });
});

it.each(['token', 'userinfo', 'introspect', 'refresh'] as const)(
  'a page in place of an answer at the endpoint "%s" says its address and title',
  async (endpoint) => {
    const text = await failure(endpoint, html());
    expect(text).toContain(
      `${PATHS[endpoint] ?? `/${endpoint}`} answered 200: a page with the title Welcome to our network`,
    );
  },
);

it('a page in answer to a revocation is success', async () => {
  await start({ respond: { revoke: html() } });
  expect(await oidc(provider.client).revoke(TOKENS)).toBe(true);
});

describe('a culprit is named:', () => {
  it.each<[what: string, answer: ReturnType<typeof status>]>([
    ['answers 404', status(404, 'nothing here', 'text/plain')],
    ['answers with a page', html()],
    ['answers with {}', status(200, '{}')],
    ['answers with a list', status(200, '[]')],
  ])('the keys, whose address %s', async (_what, answer) => {
    const text = await failure('jwks', answer);
    expect(text).toContain('The provider publishes no usable keys');
    expect(text).toMatch(new RegExp(`${provider.issuer}/jwks answered (?:200|404)`));
    expect(text).not.toContain('token endpoint');
  });

  it.each<[what: string, answer: ReturnType<typeof status>]>([
    ['is not there', status(404)],
    ['is a page', html()],
    ['is a list', status(200, '[]')],
  ])('the metadata, which %s, and the option for a provider without any', async (_what, answer) => {
    const text = await failure('discovery', answer);
    expect(text).toContain(`${provider.issuer}/.well-known/openid-configuration answered`);
    expect(text).toContain('"metadata"');
    expect(text).toContain('"issuer"');
  });

  it('the issuer that the metadata states, and the one of the option', async () => {
    for (const issuer of ['https://other.example', 'http://localhost/a']) {
      const text = await failure('discovery', status(200, JSON.stringify({ ...METADATA, issuer })));
      expect(text).toContain(issuer);
      expect(text).toContain(provider.issuer);
      expect(text).not.toContain('lacks');
      await provider.close();
    }
  });

  it('the members that the metadata lacks', async () => {
    await start({});
    provider.misbehave({
      respond: {
        discovery: status(200, JSON.stringify({ ...METADATA, issuer: provider.issuer, jwks_uri: undefined })),
      },
    });
    const text = textOf(await rejectionOf(authorize(oidc(provider.client))));
    expect(text).toContain('lacks jwks_uri');
    expect(text).toContain('"metadata"');
  });

  it('the pushed request, and the option that turns it off', async () => {
    const text = await failure('par', status(400, '{"error":"invalid_request"}'));
    expect(text).toContain('pushedAuthorizationRequests: false');
  });

  it.each([401, 403])('the access token at the user info (%i), and the option that does without it', async (code) => {
    const text = await failure('userinfo', status(code, ''), {
      authorizationParams: { resource: 'https://api.example' },
    });
    expect(text).toContain('fetchUser: false');
    expect(text).toContain('"resource"');
  });

  it('the way of authentication that the provider does not accept', async () => {
    const refused = status(401, '{"error":"invalid_client"}');
    expect(await failure('token', refused)).toContain('client_secret_basic');
    await provider.close();
    expect(await failure('token', refused, { clientAuthentication: 'client_secret_post' })).toContain(
      'client_secret_post',
    );
  });
});

const now = () => Math.floor(Date.now() / 1000);

const NO_KEY = /no published key fits/;
/** The hint for a wrong algorithm. */
const NOT_ALG = /^(?![^]*Set the algorithm of)/;

describe('an ID token that is refused:', () => {
  it.each<[what: string, misbehaviour: Misbehaviour, said: RegExp[]]>([
    [
      'its issuer is another one',
      { idToken: (claims) => ({ ...claims, iss: 'https://other.example/\u001b[2J' }) },
      [/"iss" is https:\/\/other\.example\/\\u001b\[2J, expected http:\/\/127/, /"issuer"/],
    ],
    [
      'it is for another client',
      { idToken: (claims) => ({ ...claims, aud: ['another', 'third'] }) },
      [/"aud" is \["another","third"\], expected conformance-client/, /"clientId"/],
    ],
    [
      'it has expired',
      { idToken: (claims) => ({ ...claims, iat: now() - 900, exp: now() - 600 }) },
      [/"exp" is 60\d s in the past/, /clocks/, /clockToleranceSeconds/],
    ],
    [
      'it is not yet valid',
      { idToken: (claims) => ({ ...claims, nbf: now() + 300 }) },
      [/"nbf" is (?:300|299) s in the future/, /clocks/],
    ],
    [
      'it is signed with the secret',
      { sign: (claims) => signedWithSecret(CLIENT_SECRET, claims, 'a') },
      [/"alg" is HS256, expected \["RS256"\]/, /RS256 or ES256/],
    ],
    [
      'it is signed with the secret, which the provider lists',
      {
        sign: (claims) => signedWithSecret(CLIENT_SECRET, claims, 'a'),
        discovery: (metadata) => ({ ...metadata, id_token_signing_alg_values_supported: ['RS256', 'HS256'] }),
      },
      [/HS256/, /RS256 or ES256/],
    ],
    ['no key is published', { jwks: () => ({ keys: [] }) }, [NO_KEY, /jwks\)/, /must publish the key/, NOT_ALG]],
    [
      'no key has its kid',
      { jwks: ({ keys: [key] }) => ({ keys: [{ ...key, kid: 'another' }] }) },
      [
        /it has the "kid" \S+ and the "alg" RS256: no published key fits \("jwks_uri": http:\/\/127\S+\/jwks\)/,
        NOT_ALG,
      ],
    ],
    [
      'its key is for encryption',
      { jwks: ({ keys: [key] }) => ({ keys: [{ ...key, use: 'enc' }, null] }) },
      [/no published key fits, 2 of them were left out/, NOT_ALG],
    ],
    [
      'two keys have its kid',
      { jwks: ({ keys: [key] }, { other }) => ({ keys: [key, { ...other.jwk, kid: key?.kid ?? '' }] }) },
      [/2 published keys fit/, /a "kid" of its own/, NOT_ALG],
    ],
    ['there is none', { tokenResponse: ({ id_token: _none, ...body }) => body }, [/"openid"/]],
  ])('%s', async (_what, misbehaviour, said) => {
    provider = await HostileProvider.start(misbehaviour);
    const text = textOf(await rejectionOf(identify(oidc(provider.client))));
    for (const each of said) expect(text).toMatch(each);
    for (const secret of provider.secrets) expect(text).not.toContain(secret);
  });
});

it('user info signed by an algorithm that is not listed is no fault of ID tokens', async () => {
  await start({ respond: { userinfo: signedUserInfo(({ curve }) => curve, { aud: CLIENT_ID }) } });
  const client = oidc({ ...provider.client, metadata: { userinfo_signing_alg_values_supported: ['RS256'] } });
  const text = textOf(await rejectionOf(identify(client)));
  expect(text).toMatch(/"alg" is ES256, expected \["RS256"\]/);
  expect(text).toMatch(/algorithm of user info .*"userinfo_signed_response_alg"/);
  expect(text).not.toContain('ID tokens');
});

it('user info signed by a key that is not published names the keys', async () => {
  await start({ respond: { userinfo: signedUserInfo(({ other }) => other, { aud: CLIENT_ID }) } });
  const text = textOf(await rejectionOf(identify(oidc(provider.client))));
  expect(text).toMatch(/no published key fits/);
  expect(text).not.toContain('ID token');
});

it('a class of authentication that is not met is no fault of a clock or the client id', async () => {
  await start({});
  const claims = JSON.stringify({ id_token: { acr: { essential: true, value: 'phr' } } });
  const text = textOf(await rejectionOf(identify(oidc({ ...provider.client, authorizationParams: { claims } }))));
  expect(text).toMatch(/"claims" marks "acr" as essential/);
  expect(text).not.toMatch(/clocks|client id/);
});

it('an ID token that is not encrypted as the option says is no fault of a clock or the client id', async () => {
  await start({});
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const decryptionKeys = [{ ...privateKey.export({ format: 'jwk' }), alg: 'RSA-OAEP-256' }];
  const client = oidc({ ...provider.client, decryptionKeys, idTokenEncryptedResponseAlg: 'RSA-OAEP-256' });
  const text = textOf(await rejectionOf(identify(client)));
  expect(text).toMatch(/"id_token_encrypted_response_alg"/);
  expect(text).not.toMatch(/clocks|client id/);
});

describe('a provider that cannot be reached', () => {
  it('by a certificate that nobody has signed names its address, the code and what helps', async () => {
    await start({});
    const { key, cert } = await makeSelfSigned('localhost');
    const server = createServer({ key, cert });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const text = textOf(
      await rejectionOf(authorize(oidc({ ...provider.client, issuer: `https://localhost:${port}` }))),
    );
    await new Promise((resolve) => server.close(resolve));
    expect(text).toMatch(/DEPTH_ZERO_SELF_SIGNED_CERT/);
    expect(text).toContain('NODE_EXTRA_CA_CERTS');
    expect(text).toContain(`https://localhost:${port}/.well-known/openid-configuration`);
  });

  it('names the address at which nobody listens', async () => {
    await start({});
    const { issuer } = provider;
    await provider.close();
    expect(textOf(await rejectionOf(authorize(oidc(provider.client))))).toContain(
      `${issuer}/.well-known/openid-configuration`,
    );
    await provider.reopen();
  });

  it('because the network has a login of its own names where it leads, without the query', async () => {
    const text = await failure(
      'token',
      (_req, res) => void res.writeHead(302, { location: 'https://portal.example/login?session=tellNobody' }).end(),
    );
    expect(text).toContain('/token answered 302: to https://portal.example/login');
  });
});

const METADATA = {
  authorization_endpoint: 'https://id.example/authorize',
  token_endpoint: 'https://id.example/token',
  jwks_uri: 'https://id.example/jwks',
};

/** Refusals that come with the status of a success. */
const SUCCESSES = [
  { error: { message: WORDS } },
  { ok: false, error: 'token_revoked', error_description: WORDS },
  { error: 'invalid_token', error_description: WORDS },
  { errcode: 40029, errmsg: WORDS },
  { success: false, error_code: 5, message: WORDS },
  { code: 'no', msg: WORDS },
  { status: 'error', message: WORDS },
  { access_token: '', error: 'invalid_grant', error_description: WORDS },
  { data: { description: WORDS, error_code: 10007 }, message: 'error' },
];

it.each(SUCCESSES)('user info that is a refusal with status 200 says so: %j', async (body) => {
  const text = await failure('userinfo', status(200, JSON.stringify(body)));
  expect(text).toContain('/userinfo answered 200');
  expect(text).toContain(WORDS);
});

it.each(SUCCESSES)('a token response that is a refusal with status 200 says so: %j', async (body) => {
  const text = await failure('token', status(200, JSON.stringify(body)));
  expect(text).toContain('/token answered 200');
  expect(text).toContain(WORDS);
});

describe('a refusal without OpenID Connect', () => {
  function plain(options: Partial<OAuth2Options> = {}): Client {
    return oauth2({
      name: 'plain',
      clientId: provider.client.clientId,
      clientSecret: provider.client.clientSecret,
      authorizationEndpoint: `${provider.issuer}/authorize`,
      tokenEndpoint: `${provider.issuer}/token`,
      userinfoEndpoint: `${provider.issuer}/userinfo`,
      revocationEndpoint: `${provider.issuer}/revoke`,
      introspectionEndpoint: `${provider.issuer}/introspect`,
      ...options,
    });
  }
  function old(): Client {
    return oauth1({
      name: 'old',
      clientId: 'our-key',
      clientSecret: 'tellNobody-consumer-secret',
      temporaryCredentialsEndpoint: `${provider.issuer}/token`,
      authorizationEndpoint: `${provider.issuer}/authorize`,
      tokenCredentialsEndpoint: `${provider.issuer}/token`,
    });
  }
  const login = (client: Client) =>
    client.identify({
      parameters: new URLSearchParams({ code: SECRETS.code, state: STATE }),
      state: STATE,
      redirectUri: 'http://localhost/redirect',
      pendingChecks: { codeVerifier: SECRETS.verifier },
    });

  it.each<[endpoint: Endpoint, call: (client: Client) => Promise<unknown>]>([
    ['token', login],
    ['userinfo', login],
    ['refresh', (client) => client.refresh(TOKENS, 'ada')],
    ['revoke', (client) => client.revoke(TOKENS)],
    ['introspect', (client) => client.introspect(SECRETS.access)],
  ])('at the endpoint "%s" says status, address and words', async (endpoint, call) => {
    for (const body of Object.values(SHAPES)) {
      const token = status(200, JSON.stringify({ access_token: SECRETS.access, token_type: 'bearer' }));
      await start({ respond: { token, [endpoint]: status(403, body) } });
      const text = textOf(await rejectionOf(call(plain())));
      expect(text).toContain(`${provider.issuer}${PATHS[endpoint] ?? `/${endpoint}`} answered 403`);
      expect(text).toContain(WORDS);
      expect(text).not.toContain('tellNobody');
      await provider.close();
    }
  });

  it.each(SUCCESSES)('with status 200 at the token endpoint says so: %j', async (body) => {
    await start({ respond: { token: status(200, JSON.stringify(body)) } });
    const text = textOf(await rejectionOf(login(plain())));
    expect(text).toContain('/token answered 200');
    expect(text).toContain(WORDS);
  });

  it.each(SUCCESSES)('with status 200 at the user info endpoint says so: %j', async (body) => {
    const token = status(200, JSON.stringify({ access_token: SECRETS.access, token_type: 'bearer' }));
    await start({ respond: { token, userinfo: status(200, JSON.stringify(body)) } });
    const text = textOf(await rejectionOf(login(plain())));
    expect(text).toContain('/userinfo answered 200');
    expect(text).toContain(WORDS);
  });

  it.each([{ type: 'User', status: 'active', message: 'x', description: 'y' }, { error: { code: 'ok', message: '' } }])(
    'is no answer that only lacks the user: %j',
    async (body) => {
      const token = status(200, JSON.stringify({ access_token: SECRETS.access, token_type: 'bearer' }));
      await start({ respond: { token, userinfo: status(200, JSON.stringify(body)) } });
      expect(await rejectionOf(login(plain()))).toMatchObject({ code: 'ERR_OAUTH_IDENT_MISSING' });
    },
  );

  it('is no answer in which a fix finds the tokens', async () => {
    const body = { code: 1, message: 'done', data: { access_token: SECRETS.access, token_type: 'bearer' } };
    await start({ respond: { token: status(200, JSON.stringify(body)), userinfo: status(200, '{"sub":"ada"}') } });
    const tokenResponse = ({ data }: Record<string, unknown>) => data as Record<string, unknown>;
    expect(await login(plain({ fixes: { tokenResponse } }))).toMatchObject({ subject: 'ada' });
  });

  it('in the words of a refresh ends the refresh token', async () => {
    await start({ respond: { refresh: status(200, '{"errcode":40030,"errmsg":"invalid refresh_token, rid: 5f"}') } });
    expect(await rejectionOf(plain().refresh(TOKENS, 'ada'))).toMatchObject({ error: 'invalid_grant' });
  });

  it.each([
    [
      'oauth_problem=consumer_key_rejected&oauth_problem_advice=no',
      'ERR_OAUTH_TOKEN_ENDPOINT',
      'consumer_key_rejected',
    ],
    ['Invalid consumer', 'ERR_OAUTH_BAD_RESPONSE', 'Invalid consumer'],
    ['{"error":"no_such_app"}', 'ERR_OAUTH_TOKEN_ENDPOINT', 'no_such_app'],
  ])('with status 200 by OAuth 1.0a says so: %s', async (body, code, words) => {
    await start({ respond: { token: status(200, body, 'text/plain') } });
    const error = await rejectionOf(authorize(old()));
    expect(error).toMatchObject({ code });
    expect(textOf(error)).toContain(`${provider.issuer}/token answered 200: ${words}`);
  });

  it('by OAuth 1.0a says status, address and words', async () => {
    for (const body of Object.values(SHAPES)) {
      await start({ respond: { token: status(401, body) } });
      const text = textOf(await rejectionOf(authorize(old())));
      expect(text).toContain(`${provider.issuer}/token answered 401`);
      expect(text).toContain(WORDS);
      await provider.close();
    }
  });
});
