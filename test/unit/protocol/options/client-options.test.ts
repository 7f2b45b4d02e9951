import { describe, expect, it } from '@jest/globals';
import { allowInsecureRequests, github, google, oauth2, oidc } from '../../../../src/index.js';
import type { OAuth2Options, OidcOptions } from '../../../../src/index.js';
import { findWrongParameter } from '../../../../src/protocol/options/find-wrong-parameter.js';
import { isLoopback } from '../../../../src/protocol/options/is-loopback.js';
import { allTextOf, thrownBy } from '../../caught.js';

const right: OidcOptions = { issuer: 'https://id.example', clientId: 'app', clientSecret: 'tellNobody' };
const plain: OAuth2Options = {
  name: 'plain',
  clientId: 'app',
  clientSecret: 'tellNobody',
  authorizationEndpoint: 'https://id.example/authorize',
  tokenEndpoint: 'https://id.example/token',
  userinfoEndpoint: 'https://id.example/user',
};

function refusal(options: object): Error {
  return thrownBy(() => oidc({ ...right, ...options })) as Error;
}

const OURS = [
  'client_id',
  'client_secret',
  'redirect_uri',
  'response_type',
  'response_mode',
  'state',
  'nonce',
  'scope',
  'request',
  'request_uri',
  'code_challenge',
  'code_challenge_method',
];

describe('an address with plain http', () => {
  const elsewhere = [
    'http://id.example',
    'http://localhost.example',
    'http://127.0.0.1.example',
    'http://0.0.0.0',
    'http://10.0.0.1',
    'http://192.168.1.1',
    'http://128.0.0.1',
    'http://[::2]',
    'http://[fe80::1]',
    'http://localhost@id.example',
    'http://id.example#localhost',
    'http://id.example/127.0.0.1',
    'HTTP://ID.EXAMPLE',
    'http://169.254.169.254',
    'http://id.example:443',
  ];
  const here = [
    'http://localhost',
    'http://localhost:3000/realm',
    'http://LOCALHOST',
    'http://id.localhost:1',
    'http://127.0.0.1',
    'http://127.1',
    'http://127.255.255.254',
    'http://[::1]:3000',
  ];

  it.each(elsewhere)('is refused: %s', (issuer) => {
    const error = refusal({ issuer });
    expect(error).toMatchObject({
      code: 'ERR_OAUTH_CONFIG',
      hint: expect.stringContaining('allowInsecureRequests'),
    });
    expect(error.message).toMatch(/^oidc\(\): option "issuer" takes an https:\/\/ address, got "/);
  });

  it.each(elsewhere.filter((issuer) => !/[@#]/.test(issuer)))('is accepted with explicit opt-in: %s', (issuer) => {
    expect(() => oidc({ ...right, issuer, dangerously: [allowInsecureRequests] })).not.toThrow();
  });

  it.each(here)('is taken on this very machine: %s', (issuer) => {
    expect(() => oidc({ ...right, issuer })).not.toThrow();
  });

  it.each([
    'ftp://id.example',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:,x',
    'ws://localhost',
    'id.example',
    '//id.example',
    '/',
    ' ',
    'http://',
    'https://',
  ])('or with another scheme, or none, is refused even with opt-in: %s', (issuer) => {
    expect(refusal({ issuer, dangerously: [allowInsecureRequests] }).message).toContain('option "issuer"');
  });

  it.each(['authorizationEndpoint', 'tokenEndpoint', 'emailsEndpoint'])('is refused as the %s, too', (option) => {
    expect(() => oauth2({ ...plain, [option]: 'http://id.example/x' })).toThrow(
      `oauth2(): option "${option}" takes an https:// address, got "http://id.example/x"`,
    );
    expect(() =>
      oauth2({ ...plain, [option]: 'http://id.example/x', dangerously: [allowInsecureRequests] }),
    ).not.toThrow();
    expect(() => oauth2({ ...plain, [option]: 'http://localhost:1/x' })).not.toThrow();
  });

  it('is refused as the issuer of oauth2(), too', () => {
    expect(() => oauth2({ ...plain, issuer: 'id.example' })).toThrow(
      'oauth2(): option "issuer" takes an https:// address',
    );
    expect(() => oauth2({ ...plain, issuer: 'https://id.example?a' })).toThrow('oauth2(): option "issuer" takes');
  });

  it('that holds a password is refused, and the message does not quote the password', () => {
    expect(allTextOf(refusal({ issuer: 'http://ada:hunt/er2@id.example' }))).not.toContain('er2');
    expect(allTextOf(refusal({ issuer: 'http://ada:hunter2@id.example' }))).not.toContain('hunter2');
  });

  it.each(['localhost', 'a.localhost', '127.0.0.1', '127.9.9.9', '[::1]'])('%s is this machine', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each([
    '',
    'notlocalhost',
    'localhost.a',
    '127.0.0.1.a',
    '127.evil',
    '0127.0.0.1',
    '[::1',
    '::ffff:127.0.0.1',
    '126.0.0.1',
  ])('%p does not stand for this machine', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});

describe('the option authorizationParams', () => {
  it.each(OURS)('cannot hold %s, which is ours', (name) => {
    expect(refusal({ authorizationParams: { prompt: 'login', [name]: 'x' } }).message).toMatch(
      /^oidc\(\): option "authorizationParams" takes an object of strings or lists of them, without client_id, /,
    );
    expect(refusal({ otherAccount: { [name]: 'x' } }).message).toMatch(/^oidc\(\): option "otherAccount" takes /);
    expect(() => oauth2({ ...plain, authorizationParams: { [name]: 'x' } })).toThrow(/option "authorizationParams"/);
    expect(findWrongParameter({ prompt: 'login', [name]: 'x' })).toBe(name);
  });

  it.each<[value: unknown]>([
    [null],
    ['prompt=login'],
    [['prompt', 'login']],
    [{ prompt: 1 }],
    [{ prompt: undefined }],
    [{ prompt: null }],
    [new Map()],
    [new URLSearchParams('a=b')],
  ])('accepts only an object of strings: %p', (authorizationParams) => {
    expect(refusal({ authorizationParams }).message).toContain(
      'option "authorizationParams" takes an object of strings',
    );
  });

  it.each(['', 'ten', '-1', '1.5', ' ', 'NaN', '1e400'])(
    'refuses a max_age that is not a number of seconds: %p',
    (seconds) => {
      expect(refusal({ authorizationParams: { max_age: seconds } }).message).toContain('max_age');
    },
  );

  it('accepts parameters that this package does not set', () => {
    expect(() =>
      oidc({
        ...right,
        authorizationParams: { hd: 'a.example', prompt: 'login', max_age: '0', login_hint: '', claims: '{}' },
      }),
    ).not.toThrow();
  });
});

describe('an option of a client', () => {
  it.each<[name: string, value: unknown]>([
    ['issuer', undefined],
    ['issuer', 5],
    ['issuer', ''],
    ['clientId', undefined],
    ['clientId', ''],
    ['clientId', 5],
    ['clientId', 'app\n'],
    ['clientId', ' app'],
    ['clientId', 'a\0b'],
    ['issuer', 'https://id.example/?tenant=a'],
    ['issuer', 'https://id.example/#a'],
    ['issuer', 'https://ada:hunter2@id.example/'],
    ['issuer', 'https://id.example/.well-known/openid-configuration'],
    ['clockToleranceSeconds', 301],
    ['clockToleranceSeconds', -1],
    ['clockToleranceSeconds', 0.5],
    ['name', ''],
    ['name', 'Has Capitals'],
    ['name', 'a:b'],
    ['name', 'a/b'],
    ['name', '-a'],
    ['name', '..'],
    ['name', 'x'.repeat(33)],
    ['name', 'ä'],
    ['label', ''],
    ['label', 5],
    ['scope', ['openid']],
    ['clientAuthentication', 'client_secret'],
    ['clientAuthentication', true],
    ['timeoutSeconds', 0],
    ['timeoutSeconds', 61],
    ['timeoutSeconds', '5'],
    ['fetch', {}],
    ['dangerously', true],
    ['dangerously', ['allowInsecureRequests']],
    ['dangerously', [Symbol('allowInsecureRequests')]],
    ['idTokenSignedResponseAlg', 'none'],
    ['idTokenSignedResponseAlg', 'HS256'],
    ['idTokenSignedResponseAlg', 'rs256'],
    ['idTokenSignedResponseAlg', 'RS256 '],
    ['fetchUser', 'yes'],
    ['pushedAuthorizationRequests', 1],
    ['responseMode', 'fragment'],
    ['otherAccount', 'login'],
    ['clock', 5],
  ])('%s: %p is refused', (name, value) => {
    expect(refusal({ [name]: value }).message).toMatch(new RegExp(`^oidc\\(\\): option "${name}" takes .+, got .+`));
  });

  it.each<[value: unknown]>([[''], [5], [null], [['tellNobody']], [{ tellNobody: 1 }], ['tellNobody\n']])(
    'clientSecret: %p is refused, and not quoted',
    (clientSecret) => {
      const error = refusal({ clientSecret });
      expect(error.message).toMatch(/^oidc\(\): option "clientSecret" takes a string without .+, got /);
      expect(error.message).not.toMatch(/tellNobody|\b5\b/);
    },
  );

  it('that is misspelled is refused, and the message does not quote the secret in it', () => {
    const error = refusal({ client_secret: 'tellNobody' });
    expect(error.message).toBe('oidc(): option "client_secret" is unknown. Did you mean "clientSecret"?');
  });

  it.each(['name', 'authorizationEndpoint', 'tokenEndpoint', 'clientId'])('%s is required by oauth2()', (name) => {
    expect(() => oauth2({ ...plain, [name]: undefined })).toThrow(
      new RegExp(`option "${name}" takes .+, got undefined`),
    );
  });

  it('is checked by the catalogue, too', () => {
    expect(() => google({ clientId: '' })).toThrow(/option "clientId"/);
    expect(() => github({ clientId: 'app', authorizationParams: { state: 'x' } })).toThrow(
      /option "authorizationParams"/,
    );
    expect(google({ clientId: 'app' })).toMatchObject({ name: 'google', label: 'Google', protocol: 'oidc' });
    expect(github({ clientId: 'app', name: 'gh', label: 'Hub' })).toMatchObject({
      name: 'gh',
      label: 'Hub',
      protocol: 'oauth2',
    });
  });

  it('is required in the catalogue, too: a call without options names what it takes', () => {
    expect(() => google(undefined as unknown as { clientId: string })).toThrow(/takes|option/);
    expect(() => github(null as unknown as { clientId: string })).toThrow(/takes|option/);
  });
});
