import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { apple, auth0, github, githubEnterprise, gitlab, google, microsoft, twitter } from '../../../src/index.js';

const originalEnv = { ...process.env };

beforeEach(() => {
  for (const name of Object.keys(process.env))
    if (/^(?:GOOGLE|AUTH0|GITLAB|GITHUB)_/.test(name)) delete process.env[name];
});

afterEach(() => {
  process.env = { ...originalEnv };
});

it('fromEnv() reads the registration when it is called', () => {
  expect(() => google.fromEnv()).toThrow('google.fromEnv(): the environment variable GOOGLE_CLIENT_ID is not set');
  process.env['GOOGLE_CLIENT_ID'] = 'an-id';
  expect(() => google.fromEnv()).toThrow('the environment variable GOOGLE_CLIENT_SECRET is not set');
  process.env['GOOGLE_CLIENT_SECRET'] = 'a-secret';
  expect(google.fromEnv()).toMatchObject({ name: 'google', label: 'Google', protocol: 'oidc' });
  expect(google.fromEnv({ name: 'other' }).name).toBe('other');
});

it('fromEnv() ignores undefined options, and requires no secret if there is a key', () => {
  process.env['GOOGLE_CLIENT_ID'] = 'an-id';
  expect(() => google.fromEnv({ clientSecret: undefined })).toThrow('variable GOOGLE_CLIENT_SECRET is not set');
  expect(google.fromEnv({ privateKey: { kty: 'EC', d: 'x', alg: 'ES256' } }).name).toBe('google');
});

it('fromEnv() reads the placeholders of URLs; options take precedence', () => {
  Object.assign(process.env, { AUTH0_CLIENT_ID: 'an-id', AUTH0_CLIENT_SECRET: 'a-secret' });
  expect(() => auth0.fromEnv()).toThrow('the environment variable AUTH0_DOMAIN is not set');
  expect(auth0.fromEnv({ domain: 'example.auth0.com' }).apiTarget('x').href).toBe('https://example.auth0.com/x');
  process.env['AUTH0_DOMAIN'] = 'from-env.auth0.com';
  expect(auth0.fromEnv().apiTarget('x').host).toBe('from-env.auth0.com');
  expect(auth0.fromEnv({ domain: 'example.auth0.com' }).apiTarget('x').host).toBe('example.auth0.com');
  Object.assign(process.env, { GITLAB_CLIENT_ID: 'an-id', GITLAB_CLIENT_SECRET: 'a-secret' });
  expect(gitlab.fromEnv().apiTarget('x').href).toBe('https://gitlab.com/api/v4/x');
});

it.each<[createClient: () => unknown, message: RegExp]>([
  [() => auth0({ clientId: 'a' } as never), /^auth0\(\): option "domain" takes a host name .*, got undefined$/],
  [() => auth0({ clientId: 'a', domain: 'https://example.auth0.com' }), /"domain" takes a host name/],
  [() => auth0({ clientId: 'a', domain: 'evil.example/x' }), /"domain" takes a host name/],
  [() => githubEnterprise({ clientId: 'a', server: 'https://git.example.com/' }), /"server" takes a URL/],
  [() => githubEnterprise({ clientId: 'a', server: 'http://git.example.com' }), /takes an https:\/\/ address/],
  [() => microsoft({ clientId: 'a', tenant: '../evil' }), /"tenant" takes letters/],
  [() => microsoft({ clientId: 'a', tenant: '..' }), /"tenant" takes letters/],
  [() => twitter({ clientId: 'a', fetchGroups: true }), /^twitter\(\): option "fetchGroups" is not supported: /],
  [() => github({ clientId: 'a', domain: 'x' } as never), /^github\(\): option "domain" is unknown/],
  [
    () => apple({ clientId: 'a', teamId: 't', keyId: 'k', privateKey: 'p' }),
    /"privateKey" takes .*, got a string of 1 characters$/,
  ],
  [() => apple({ clientId: 'a', clientSecret: 's' } as never), /option "clientSecret" is unknown/],
])('%# a wrong registration throws an error that says why', (createClient, message) => {
  expect(createClient).toThrow(message);
});
