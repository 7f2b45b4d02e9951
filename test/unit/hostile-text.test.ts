import { describe, expect, it } from '@jest/globals';
import type { Request } from 'express';
import { Configuration, customFetch } from 'openid-client';
import type { Exchange } from '../../src/http/exchange.js';
import { pathReadings } from '../../src/http/guard/path-readings.js';
import { skipper } from '../../src/http/guard/skip.js';
import { stepUpIn } from '../../src/http/guard/step-up.js';
import { isPageVisit } from '../../src/http/request/page-visit.js';
import { postedForm } from '../../src/http/request/posted-form.js';
import { Urls } from '../../src/http/urls.js';
import type { Settings } from '../../src/settings.js';
import { queryOf } from '../../src/http/request/query.js';
import { safeReturnTo } from '../../src/http/request/return-to.js';
import { userInfoOf } from '../../src/http/login/user-info.js';
import { findDestination } from '../../src/http/login/destinations.js';
import { findBindings } from '../../src/http/login/transaction-cookies.js';
import { looksLikeState } from '../../src/http/login/transactions.js';
import { asksForNonce, refusesProof } from '../../src/protocol/oauth2/dpop.js';
import { stateOf } from '../../src/protocol/oauth2/response-state.js';
import { RefreshAnswer } from '../../src/protocol/oauth2/refresh-answer.js';
import { deadTokenCode } from '../../src/protocol/oauth2/dead-token-code.js';
import { splitScope } from '../../src/protocol/oauth2/split-scope.js';
import { upstreamError } from '../../src/protocol/oauth2/upstream-error.js';
import { checkAccessTokenHash } from '../../src/protocol/oidc/id-token-hash.js';
import { Decryption } from '../../src/protocol/oidc/decryption.js';
import { createKeysFetch } from '../../src/protocol/oidc/key-set.js';
import { verifyLogoutToken } from '../../src/protocol/oidc/logout-token.js';
import { createMetadataFetch, isMetadata, type MetadataOptions } from '../../src/protocol/oidc/provider-metadata.js';
import { essentialAcr } from '../../src/protocol/oidc/requested-authentication.js';
import { parseForm } from '../../src/protocol/transport/parse-form.js';
import { fixedFetch, type ProviderFixes } from '../../src/protocol/transport/provider-fixes.js';
import type { ProviderRequest } from '../../src/protocol/transport/bounded-fetch.js';
import { requestError } from '../../src/protocol/transport/bounded-fetch.js';
import { readClaim } from '../../src/protocol/user/claim-source.js';
import { RefusedAnswer } from '../../src/protocol/transport/refused-answer.js';
import { readGroups } from '../../src/protocol/user/groups.js';
import { nextPage } from '../../src/protocol/user/next-page.js';
import { joinSubject } from '../../src/protocol/user/subject.js';
import { readUserParameter } from '../../src/protocol/user/user-parameter.js';
import { parseSession } from '../../src/sessions/session-record.js';
import { html } from '../../src/shared/html.js';
import { Sealer } from '../../src/shared/sealer.js';
import { Tickets } from '../../src/shared/ticket.js';
import { cpuTimeOf } from '../support/cpu-time.js';

/** Every character, and every word, that one of our expressions looks for. */
const PIECES = [
  ...'aA0_-./\\ \t%&="\',;:#?+*<>{}[]()|^$!~@\0\u200B\u00E9\uD800',
  ...'eyJ§eyJ.§eyJeyJeyJeyJ §..§./§/.§//§%2§%25§%2F§%61§%E9§&a§&a=§;rel=§; rel="§next §<a>§<a>;'.split('§'),
  ...'%ff&§error=§error §error="§acr_values="§max_age=§max_age="1§dpop §text/§/json§+json §, §prefetch§prefetc'.split(
    '§',
  ),
  ...'token_§_token§oauth_§[[§{"a":§["§},{§{{a}§a,§a.§s:§=;§sid=§"iss'.split('§'),
];

const SECRETS = ['the secret of the client', 'a code', `eyJ${'a'.repeat(2000)}.${'b'.repeat(2000)}.c`];

/** Reads a text from outside, as the code does that gets it. */
type Reader = (text: string) => unknown;

const KB = 1024;
/** Node.js refuses longer addresses and headers. */
const HEADER = 16 * KB;
/** `authorization-response.ts` refuses longer responses. */
const RESPONSE = 8000;
/** `bounded-fetch.ts` refuses longer answers. */
const ANSWER = 500_000;

const sealer = new Sealer(['a secret that is long enough for a test']);
const isPublic = skipper(['/', '/open', '/public/*', '/users/*/avatar', '/*/*/*/a', /\/docs\/[a-z]+/]);

function requestOf(path: string, headers: Record<string, string> = {}): Request {
  const app = { enabled: () => false };
  return { originalUrl: path, baseUrl: '', path: path.split('?')[0], headers, app, is: () => 'a form' } as never;
}

function withChallenge(header: string): Response {
  // Not by `Response`, which refuses some of these texts before we see them.
  const headers = { get: () => header, has: () => true };
  return { status: 401, headers } as unknown as Response;
}

const READERS: [name: string, length: number, reader: Reader][] = [
  [
    'an error text of the token endpoint',
    ANSWER,
    (text) => refused({ error: 'invalid_grant', error_description: text }),
  ],
  ['an error code of the token endpoint', ANSWER, (text) => refused({ error: text })],
  ['a message of a library', ANSWER, (message) => refused({ message, name: 'ClientError', cause: new Error(message) })],
  ['the header "Link"', HEADER, (text) => nextPage(text)],
  ['a longer header "Link", of a fetch of the app\'s own', ANSWER, (text) => nextPage(text)],
  ['the header "WWW-Authenticate" of an API', HEADER, (text) => stepUpIn(withChallenge(text))],
  ['a challenge', HEADER, (text) => stepUpIn(withChallenge(`error="insufficient_user_authentication", ${text}`))],
  ['a nonce challenge', HEADER, (text) => asksForNonce(withChallenge(text))],
  ['a proof challenge', HEADER, (text) => refusesProof(withChallenge(text))],
  ['an answer that is a refusal', ANSWER, (said) => refusedAnswer({ said })],
  ['the challenge of a refusal', HEADER, (challenge) => refusedAnswer({ said: '', challenge: `error="${challenge}` })],
  ['the words of a refusal', 1000, (description) => deadTokenCode(400, { error: 'invalid_request', description })],
  ['the answer to a refresh', ANSWER, (text) => refreshAnswer(text)],
  ['the answer to a refresh, around its token', ANSWER, (text) => refreshAnswer(`{"refresh_token":"${text}`)],
  ['the header "Accept"', HEADER, (accept) => isPageVisit(requestOf('/', { accept }))],
  ['the header "Sec-Purpose"', HEADER, (text) => isPageVisit(requestOf('/', { 'sec-purpose': text }))],
  ['the header "X-Requested-With"', HEADER, (text) => isPageVisit(requestOf('/', { 'x-requested-with': text }))],
  ['a path', HEADER, (text) => isPublic(requestOf(`/${text}`))],
  ['the readings of a path', HEADER, (text) => pathReadings(`/${text}`)],
  ['the header "Cookie"', HEADER, (text) => findBindings(exchangeWith(text), 's'.repeat(43))],
  ['many bindings', HEADER, (text) => findBindings(exchangeWith(`oauth-tx-${text}`), 's'.repeat(43))],
  ['destinations', HEADER, (text) => findDestination(exchangeWith(`oauth-destinations=${text}`), 's'.repeat(43))],
  ['a query', HEADER, (text) => [...queryOf(requestOf(`/?${text}`))]],
  ['a path to return to', HEADER, (text) => safeReturnTo(`/${text}`)],
  ['a path to return to, at its longest', 4000, (text) => safeReturnTo(`/${text}`.slice(0, 4000))],
  ['a query that is read 100 times', HEADER, readQueryOften],
  [
    'a posted form that the app has read as text',
    ANSWER,
    (body) => postedForm(Object.assign(requestOf('/'), { body })),
  ],
  ['a posted form', HEADER, (body) => postedForm(Object.assign(requestOf('/'), { body }))],
  ['a state', RESPONSE, (text) => looksLikeState(text)],
  ['the state of a signed response', RESPONSE, (text) => stateOf(new URLSearchParams({ response: text }))],
  ['the parameter "user"', RESPONSE, (user) => readUserParameter(new URLSearchParams({ user }))],
  ['the parameter "claims"', RESPONSE, (claims) => essentialAcr(new URLSearchParams({ claims }))],
  ['a sealed text', HEADER, (text) => sealer.open(text, 'a purpose')],
  ['a packed and sealed text', HEADER, (text) => sealer.openPacked(text, 'a purpose')],
  ['a page of groups', ANSWER, (text) => readGroups({ endpoint: 'https://op.example/' }, {}, pagesOf(text))],
  ['a record of a session', ANSWER, (text) => parseSession(text)],
  ['data in a session', ANSWER, (text) => parseSession(JSON.stringify({ cookie: {}, text }))],
  ['scopes', 64 * KB, (text) => splitScope(text, /[\s,]+/)],
  ['a claim in a template', 64 * KB, (id) => readClaim({ id }, 'https://cdn.example/{id}.png')],
  ['a claim that is a path', 64 * KB, (id) => readClaim({ id: { id } }, 'id.id')],
  ['a subject of several claims', 64 * KB, (sub) => joinSubject({ sub, tid: sub }, ['sub', 'tid'], 'oidc')],
  ['claims of a user', 64 * KB, (text) => userInfoOf({ sub: 'a', name: text, picture: text, raw: {} })],
  ['a text on a page', 64 * KB, (text) => html`<p>${text}</p>`],
  ['a token response', ANSWER, (text) => answered('token', text)],
  ['an error of the token endpoint', ANSWER, (text) => answered('token', text, 400)],
  ['a form of a provider', ANSWER, (text) => parseForm(text)],
  ['a user info', ANSWER, (text) => answered('userInfo', text)],
  [
    'the issuer of a metadata',
    ANSWER,
    (text) =>
      isMetadata(metadataOf(`https://op.example/${text}`), { issuer: 'https://op.example', metadataUrl: undefined }),
  ],
  [
    'the host of an issuer',
    ANSWER,
    (text) => isMetadata(metadataOf(`https://${text}`), { issuer: 'https://op.example', metadataUrl: undefined }),
  ],
  ['the metadata of a provider', ANSWER, (text) => createMetadataFetch(metadataOptions(text))('', {})],
  ['the header "X-Forwarded-Proto"', HEADER, (protocol) => urlsOf(protocol).addressOf('/')],
  ['a code of the network', ANSWER, (code) => requestError({ cause: { code } }, { client: 'oidc', timeoutMs: 1 })],
  ['the keys of a provider', ANSWER, (text) => createKeysFetch(async () => new Response(text))('', {})],
  ['a logout token', HEADER, (text) => verifyLogoutToken(text, logoutChecks())],
  [
    'the header of a logout token',
    HEADER,
    (typ) => verifyLogoutToken(jwtOf({ alg: 'RS256', typ }, {}), logoutChecks()),
  ],
  ['the algorithm of an ID token', 64 * KB, (alg) => checkAccessTokenHash(jwtOf({ alg }, {}), 'x', 'a token')],
];

function refused(error: object): unknown {
  return upstreamError(error, { stage: 'token', client: 'oidc', secrets: SECRETS });
}

function readQueryOften(text: string): void {
  const req = requestOf(`/?${text}`);
  for (let reading = 0; reading < 100; reading += 1) queryOf(req).get('notice');
}

async function answered(endpoint: 'token' | 'userInfo', text: string, status = 200): Promise<unknown> {
  const endpoints = {
    token: 'https://op.example/token',
    userInfo: 'https://op.example/me',
    tolerant: true,
    hasSubject: () => false,
  };
  const fixes: ProviderFixes = { userInfo: (body) => body, tokenError: (body) => body };
  const fetch = fixedFetch(async () => new Response(text, { status }), fixes, endpoints);
  return (await fetch(endpoints[endpoint], {})).json().catch(() => undefined);
}

function refusedAnswer({ said, challenge = null }: { said: string; challenge?: string | null }): unknown {
  const body = new URLSearchParams({ client_secret: SECRETS[0] ?? '', code: SECRETS[2] ?? '' });
  return new RefusedAnswer({ url: 'https://op.example/token', init: { body }, status: 400, said, challenge }).describe(
    SECRETS,
  );
}

async function refreshAnswer(text: string): Promise<unknown> {
  const answer = new RefreshAnswer(true);
  const config = new Configuration({ issuer: 'https://op.example' }, 'app');
  config[customFetch] = async (_url, options) => {
    const { onAnswer } = options as unknown as ProviderRequest;
    onAnswer?.({ status: 200, headers: new Headers(), body: Buffer.from(text), end: 'cut' });
    throw new Error('cut');
  };
  answer.watch(config);
  const body = new URLSearchParams({ grant_type: 'refresh_token' });
  const request = { body, headers: {}, method: 'POST', redirect: 'manual' } as const;
  await config[customFetch]('https://op.example/token', request).catch(() => undefined);
  return answer.fateOf('a token');
}

function exchangeWith(cookie: string): Exchange {
  const tickets = new Tickets(sealer, Date.now);
  const urls = { isHttps: false, safePath: () => undefined };
  return {
    req: { headers: { cookie } },
    urls,
    instance: 'x',
    services: { clock: Date.now, tickets },
  } as unknown as Exchange;
}

function pagesOf(text: string) {
  return { get: async () => new Response(text), limitMs: 1000 };
}

function metadataOptions(text: string): MetadataOptions {
  const none = { metadataUrl: undefined, metadata: undefined, jwks: undefined, algorithms: undefined };
  const fetch = async () => new Response(text);
  return { name: 'oidc', issuer: 'https://op.example', fixes: { metadata: (json) => json }, fetch, ...none };
}

function urlsOf(protocol: string): Urls {
  return new Urls({} as Settings, { protocol, hostname: 'app.example', headers: {} } as Request, '');
}

function metadataOf(issuer: string): Record<string, unknown> {
  const address = 'https://op.example/';
  return { issuer, authorization_endpoint: address, token_endpoint: address, jwks_uri: address };
}

function jwtOf(header: object, claims: object): string {
  return `${[header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.c2ln`;
}

function logoutChecks() {
  return {
    server: { issuer: 'https://op.example' },
    options: { clientId: 'app' },
    client: 'oidc',
    now: 0,
    readKeys: async () => ({ keys: [] }),
    decryption: new Decryption(),
    lookUpKeys: async () => false,
  };
}

describe('invariant 11: no text from outside blocks the event loop for more than 50 ms', () => {
  it.each(READERS)(
    '%s, of %i characters',
    async (_name, length, reader) => {
      const slow: [piece: string, ms: number][] = [];
      for (const piece of PIECES) {
        const text = piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
        for (const shape of [text, `<${text}`, `"${text}`, `${text}!`]) {
          const ms = await cpuTimeOf(async () => {
            try {
              await reader(shape);
            } catch {
              // Refused, which is as good.
            }
          });
          if (ms > 50) slow.push([shape.slice(0, 20), Math.round(ms)]);
        }
        if (slow.length > 0) break;
      }
      expect(slow).toEqual([]);
    },
    300_000,
  );
});
