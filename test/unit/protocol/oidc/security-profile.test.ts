import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { allowInsecureRequests, oidc } from '../../../../src/index.js';
import type { OidcOptions } from '../../../../src/index.js';
import { checkProvider } from '../../../../src/protocol/oidc/check-provider.js';
import { readSecurityProfile } from '../../../../src/protocol/oidc/security-profile.js';
import { allTextOf, thrownBy } from '../../caught.js';

const { privateKey: pair } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const privateKey = { ...pair.export({ format: 'jwk' }), alg: 'ES256' };
const plain: OidcOptions = { issuer: 'https://id.example', clientId: 'app' };
const fapi: OidcOptions = { ...plain, privateKey, profile: 'fapi2' };

describe('options that contradict each other throw at once', () => {
  it.each<[words: string, options: Record<string, unknown>]>([
    ['"privateKey"', { ...plain, profile: 'fapi2' }],
    ['"privateKey"', { ...plain, profile: 'fapi2', clientSecret: 'tellNobody' }],
    ['"privateKey"', { ...fapi, clientSecret: 'tellNobody', clientAuthentication: 'client_secret_jwt' }],
    ['PS256, ES256, EdDSA, Ed25519, got one for RS256', { ...fapi, privateKey: { ...privateKey, alg: 'RS256' } }],
    ['"idTokenSignedResponseAlg"', { ...fapi, idTokenSignedResponseAlg: 'RS256' }],
    ['"authorizationSignedResponseAlg"', { ...fapi, responseMode: 'jwt', authorizationSignedResponseAlg: 'ES384' }],
    ['pushed requests', { ...fapi, pushedAuthorizationRequests: false }],
    ['bound tokens', { ...fapi, dpop: false }],
    [
      'bound tokens',
      {
        ...plain,
        profile: 'fapi2',
        clientAuthentication: 'tls_client_auth',
        certificateBoundTokens: false,
        dpop: false,
      },
    ],
    ['https', { ...fapi, dangerously: [allowInsecureRequests] }],
    ['"tokenPlacement"', { ...fapi, tokenPlacement: 'body' }],
    ['"tokenPlacement"', { ...plain, dpop: true, tokenPlacement: 'query' }],
    ['"privateKey" is required with "signedRequests"', { ...plain, signedRequests: true }],
    ['"profile" takes "fapi2"', { ...plain, profile: 'fapi1' }],
    ['"responseMode" takes', { ...plain, responseMode: 'fragment.jwt' }],
    ['"dpop" takes true or false', { ...plain, dpop: 'yes' }],
    ['"authorizationParams"', { ...plain, authorizationParams: { dpop_jkt: 'mine' } }],
  ])('%s', (words, options) => {
    const error = thrownBy(() => oidc(options as unknown as OidcOptions)) as Error;
    expect(error.message).toContain(words);
    expect(allTextOf(error)).not.toContain(privateKey.d);
  });

  it.each<[name: string, options: OidcOptions]>([
    ['a key', fapi],
    ['a key for PS256, whatever is in it', { ...fapi, privateKey: { ...privateKey, alg: 'PS256' } }],
    ['a certificate', { ...plain, profile: 'fapi2', clientAuthentication: 'tls_client_auth' }],
    [
      'a certificate and no other binding',
      { ...plain, profile: 'fapi2', clientAuthentication: 'tls_client_auth', dpop: false },
    ],
    [
      'a certificate and a key for requests',
      { ...fapi, clientAuthentication: 'tls_client_auth', signedRequests: true },
    ],
    [
      'a certificate, and tokens that are bound to a key',
      { ...plain, profile: 'fapi2', clientAuthentication: 'tls_client_auth', certificateBoundTokens: false },
    ],
    ['a key, and tokens that are bound to a certificate', { ...fapi, certificateBoundTokens: true, dpop: false }],
    ['a function of the app', { ...plain, profile: 'fapi2', clientAuthentication: () => undefined }],
    ['http to this very machine', { ...fapi, issuer: 'http://localhost:9000' }],
  ])('but not %s', (_name, options) => {
    expect(oidc(options).name).toBe('oidc');
  });
});

describe('the list of missing members', () => {
  const whole = {
    pushed_authorization_request_endpoint: 'https://id.example/par',
    dpop_signing_alg_values_supported: ['RS256', 'ES256'],
    authorization_response_iss_parameter_supported: true,
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['ES256'],
    id_token_signing_alg_values_supported: ['RS256', 'PS256'],
    code_challenge_methods_supported: ['S256'],
    response_modes_supported: ['query', 'query.jwt'],
    authorization_signing_alg_values_supported: ['ES256'],
    request_object_signing_alg_values_supported: ['ES256'],
    tls_client_certificate_bound_access_tokens: true,
  };
  const certificate: OidcOptions = { ...plain, profile: 'fapi2', clientAuthentication: 'tls_client_auth' };
  const signing: OidcOptions = { ...fapi, responseMode: 'jwt', signedRequests: true };
  const how = { client: 'oidc', onMissing: () => undefined };
  const lackingIn = (options: OidcOptions, metadata: object): string =>
    (thrownBy(() => checkProvider({ ...whole, ...metadata }, readSecurityProfile(options), how)) as Error).message;

  it('is empty when the provider publishes all of them', () => {
    for (const options of [fapi, signing, plain])
      expect(() => checkProvider(whole, readSecurityProfile(options), how)).not.toThrow();
  });

  it('is empty for a client that needs none, with a certificate or without', () => {
    expect(() => checkProvider({}, readSecurityProfile(plain), how)).not.toThrow();
    const byCertificate = readSecurityProfile({ ...plain, clientAuthentication: 'tls_client_auth' });
    expect(() => checkProvider({}, byCertificate, how)).not.toThrow();
  });

  it.each<[member: string, options: OidcOptions, value: unknown]>([
    ['pushed_authorization_request_endpoint', fapi, undefined],
    ['dpop_signing_alg_values_supported', fapi, ['RS256']],
    ['dpop_signing_alg_values_supported', fapi, 'ES256 and others'],
    ['authorization_response_iss_parameter_supported', fapi, 'true'],
    ['token_endpoint_auth_methods_supported', fapi, undefined],
    ['token_endpoint_auth_signing_alg_values_supported', fapi, ['RS256']],
    ['id_token_signing_alg_values_supported', fapi, ['RS256', 'none']],
    ['code_challenge_methods_supported', fapi, ['plain']],
    ['tls_client_certificate_bound_access_tokens', certificate, undefined],
    [
      'tls_client_certificate_bound_access_tokens',
      { ...plain, clientAuthentication: 'tls_client_auth', certificateBoundTokens: true },
      undefined,
    ],
    ['token_endpoint_auth_methods_supported', certificate, ['private_key_jwt']],
    ['response_modes_supported', signing, ['jwt.form_post']],
    ['authorization_signing_alg_values_supported', signing, undefined],
    ['request_object_signing_alg_values_supported', signing, ['none']],
  ])('names %s', (member, options, value) => {
    expect(lackingIn(options, { [member]: value })).toContain(member);
  });

  it('does not name the issuer in the response when the response is signed', () => {
    const metadata = { ...whole, authorization_response_iss_parameter_supported: undefined };
    expect(() => checkProvider(metadata, readSecurityProfile(signing), how)).not.toThrow();
  });

  it('does not name a member that is assumed when it is not published', () => {
    const metadata = {
      ...whole,
      code_challenge_methods_supported: undefined,
      token_endpoint_auth_signing_alg_values_supported: undefined,
    };
    expect(() => checkProvider(metadata, readSecurityProfile(fapi), how)).not.toThrow();
  });
});
