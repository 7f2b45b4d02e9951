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
