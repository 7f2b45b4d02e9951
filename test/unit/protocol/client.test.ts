import { describe, expect, it } from '@jest/globals';
import { oauth1, oauth2, oidc } from '../../../src/index.js';

const oidcOptions = { issuer: 'https://id.example', clientId: 'app' };
const oauth2Options = {
  name: 'plain',
  clientId: 'app',
  authorizationEndpoint: 'https://id.example/authorize',
  tokenEndpoint: 'https://id.example/token',
};
const oauth1Options = {
  name: 'signed',
  clientId: 'app',
  clientSecret: 'secret',
  temporaryCredentialsEndpoint: 'https://id.example/temporary',
  authorizationEndpoint: 'https://id.example/authorize',
  tokenCredentialsEndpoint: 'https://id.example/token',
};

describe('the registration of a client', () => {
  it('is the issuer and the client id with OpenID Connect', () => {
    expect(oidc(oidcOptions).registration).toBe('["https://id.example","app"]');
  });

  it('is the issuer and the client id with OAuth 2.0, or the token endpoint in place of an unknown issuer', () => {
    const known = oauth2({ ...oauth2Options, issuer: 'https://id.example' });
    expect(known.registration).toBe('["https://id.example","app"]');
    expect(oauth2(oauth2Options).registration).toBe('["https://id.example/token","app"]');
  });

  it('is the token credentials endpoint and the client id with OAuth 1.0a', () => {
    expect(oauth1(oauth1Options).registration).toBe('["https://id.example/token","app"]');
  });

  it('does not depend on the name of the client', () => {
    const [one, other] = ['one', 'other'].map((name) => oauth2({ ...oauth2Options, name }));
    expect(one?.registration).toBe(other?.registration);
  });
});

/** A signed response (JARM) with this payload. Its signature is invalid: `checkResponse()` does not check it. */
function signedResponse(payload: object): string {
  const [header, body] = [{ alg: 'RS256' }, payload].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return `${header}.${body}.c2ln`;
}

describe('checkResponse()', () => {
  const clients = { oidc: oidc(oidcOptions), oauth2: oauth2(oauth2Options), oauth1: oauth1(oauth1Options) };

  it.each<[name: string, parameters: Record<string, string>, outcome: 'success' | 'refusal']>([
    ['a code', { code: 'c' }, 'success'],
    ['a signed response with a code', { response: signedResponse({ code: 'c' }) }, 'success'],
    ['a signed response that cannot be decoded', { response: 'none' }, 'success'],
    ['an error', { error: 'access_denied' }, 'refusal'],
    ['an empty error', { error: '' }, 'refusal'],
    ['an error beside a code', { error: 'server_error', code: 'c' }, 'refusal'],
    ['a signed response with an error', { response: signedResponse({ error: 'access_denied' }) }, 'refusal'],
    ['an error beside a signed response', { error: 'x', response: signedResponse({ code: 'c' }) }, 'refusal'],
  ])('classifies %s with OpenID Connect and OAuth 2.0', (_name, parameters, outcome) => {
    for (const client of [clients.oidc, clients.oauth2])
      expect(client.checkResponse(new URLSearchParams(parameters))).toBe(outcome);
  });

  it.each<[name: string, parameters: Record<string, string>, outcome: 'success' | 'refusal']>([
    ['a verifier', { oauth_token: 't', oauth_verifier: 'v' }, 'success'],
    ['a denied token', { denied: 't' }, 'refusal'],
    ['an error', { error: 'server_error' }, 'refusal'],
    ['a denied token beside a verifier', { denied: 't', oauth_verifier: 'v' }, 'refusal'],
  ])('classifies %s with OAuth 1.0a', (_name, parameters, outcome) => {
    expect(clients.oauth1.checkResponse(new URLSearchParams(parameters))).toBe(outcome);
  });

  it.each<[name: keyof typeof clients, parameters: Record<string, string>]>([
    ['oidc', { state: 's' }],
    ['oidc', { code: '' }],
    ['oidc', { oauth_verifier: 'v' }],
    ['oauth2', { state: 's' }],
    ['oauth2', { code: '' }],
    ['oauth2', { denied: 't' }],
    ['oauth1', { oauth_token: 't' }],
    ['oauth1', { oauth_token: 't', oauth_verifier: '' }],
    ['oauth1', { code: 'c' }],
    ['oauth1', { response: signedResponse({ code: 'c' }) }],
  ])('throws with %s when a response is neither: %j', (name, parameters) => {
    const client = clients[name];
    expect(() => client.checkResponse(new URLSearchParams(parameters))).toThrow(
      expect.objectContaining({ name: 'CallbackError', code: 'ERR_OAUTH_CODE_MISSING', client: client.name }),
    );
  });
});
