import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import { allowInsecureRequests, allowMemoryInProduction, oauth, oidc } from '../../src/index.js';
import type { OAuthOptions } from '../../src/index.js';
import { MemoryRecords } from '../../src/records/memory-records.js';
import { allTextOf, thrownBy } from './caught.js';

const client = oidc({ issuer: 'https://id.example', clientId: 'app' });
const LONG_ENOUGH = 'a secret of at least thirty-two characters';

function refusal(options: unknown): Error {
  return thrownBy(() => oauth(express(), client, options as OAuthOptions)) as Error;
}

const paths = [
  'login',
  '/',
  '/login/',
  '//login',
  '/a//b',
  '/a b',
  '/:id',
  '/a*',
  '/a?',
  '/a#b',
  '/%61',
  '/a/../b',
  '/a\\b',
  '/ä',
  '',
  5,
  null,
  ['/a'],
  /a/,
];
const noFunction = ['x', true, {}, null, 1];

const wrong: Record<keyof OAuthOptions, unknown[]> = {
  baseUrl: [
    '',
    'app.example',
    '/app',
    'ftp://app.example',
    'javascript:alert(1)',
    'https://app.example?x=1',
    'https://app.example#x',
    'https://app.example//other.example',
    5,
    null,
    new URL('https://a.example'),
  ],
  secret: [
    '',
    'x'.repeat(31),
    [],
    ['x'.repeat(31)],
    [LONG_ENOUGH, 'short'],
    [LONG_ENOUGH, null],
    5,
    null,
    {},
    Buffer.alloc(40),
  ],
  redis: ['', 'localhost:6379', 'http://localhost', 'redis://[bad', 'redis:', 5, null, true, () => undefined],
  redisPrefix: [5, null, 'a{b', 'a}b', {}],
  redisTimeoutMs: [0, -1, 60_001, Number.NaN, '1000', null, Infinity],
  records: [null, 'memory', {}, { get() {}, set() {} }, new Map()],
  skip: [
    '/public',
    [''],
    ['public'],
    ['/a', 5],
    [null],
    [/a/g],
    [/a/y],
    ['/public*'],
    ['/**'],
    ['/a/*b'],
    ['/:id'],
    ['/a?'],
    ['/a#'],
    ['/a/../b'],
    ['/a//b'],
    ['/a\\b'],
    ['/a b'],
    ['/(a)'],
    {},
    null,
  ],
  session: [null, [], 5, 'day', new Map()],
  loginPath: paths,
  redirectPath: paths,
  logoutPath: paths,
  errorPath: paths,
  backchannelLogoutPath: paths,
  frontchannelLogoutPath: paths,
  mountPath: paths.filter((value) => value !== '/'),
  instance: ['', 'a b', 'x'.repeat(65), 5, null, {}],
  requestProperty: [
    '',
    'a b',
    'session',
    'res',
    'headers',
    'url',
    'method',
    'originalUrl',
    'get',
    'toString',
    '__proto__',
    5,
    null,
  ],
  cacheControl: ['yes', 0, null, {}],
  providerLogout: ['yes', 0, null, {}],
  refreshEarlySeconds: ['30', -1, 3601, Number.NaN, null],
  tokenStore: [{}, null, 'redis', { load() {}, save() {} }],
  afterLogoutPath: [
    'goodbye',
    '//evil.example/',
    'https://evil.example/',
    `/${'x'.repeat(2000)}`,
    '/logout',
    '/Login/',
    '/login/x?y',
    5,
    null,
  ],
  revokeTokens: ['yes', 0, null, {}],
  clock: [0, 'now', null, new Date(0)],
  dangerously: [
    true,
    allowMemoryInProduction,
    ['allowMemoryInProduction'],
    [allowInsecureRequests],
    [Symbol('allowMemoryInProduction')],
    {},
    null,
  ],
  getAuth: noFunction,
  onConnect: noFunction,
  checkInvalid: noFunction,
  onLogout: noFunction,
  onError: noFunction,
  loginPage: noFunction,
  logoutPage: noFunction,
  errorPage: noFunction,
};

const table = Object.entries(wrong).flatMap(([name, values]) => values.map((value) => [name, value] as const));

describe('oauth()', () => {
  it.each(table)('refuses the option %s: %p, and says what it expects and what it got', (name, value) => {
    const error = refusal({ [name]: value });
    expect(error).toMatchObject({ name: 'ConfigurationError', code: 'ERR_OAUTH_CONFIG' });
    expect(error.message).toMatch(new RegExp(`^oauth\\(\\): option "${name}" takes .{5,200}, got .{2,}$`));
  });

  it.each<[name: string, value: unknown]>([
    ['idleSeconds', 0],
    ['idleSeconds', -1],
    ['idleSeconds', '60'],
    ['idleSeconds', Number.NaN],
    ['idleSeconds', 365 * 86_400 + 1],
    ['absoluteSeconds', 0],
    ['absoluteSeconds', null],
    ['absoluteSeconds', Infinity],
    ['cookieName', ''],
    ['cookieName', 'a b'],
    ['cookieName', 'a=b'],
    ['cookieName', 'a;b'],
    ['cookieName', 'sid\r\nSet-Cookie: x'],
    ['cookieName', 'ä'],
    ['cookieName', 'x'.repeat(65)],
    ['cookieName', 5],
    ['cookieName', '__Host-sid'],
    ['cookieName', '__secure-sid'],
  ])('refuses session.%s: %p', (name, value) => {
    expect(refusal({ session: { [name]: value } }).message).toMatch(
      new RegExp(`^oauth\\(\\) session: option "${name}" takes .+, got .+$`),
    );
  });

  it.each<[name: string]>([['idleSeconds'], ['absoluteSeconds']])(
    'refuses a fraction of a second as session.%s: Redis would refuse it at every request',
    (name) => {
      expect(refusal({ session: { [name]: 90.5 } }).message).toContain(`option "${name}" takes`);
    },
  );

  it.each([
    ['baseURL', 'baseUrl'],
    ['secrets', 'secret'],
    ['redisUrl', 'redis'],
    ['getauth', 'getAuth'],
    ['skips', 'skip'],
    ['loginpath', 'loginPath'],
    ['callbackPath', 'It takes: '],
  ])('refuses the unknown option %s and suggests %s', (name, suggestion) => {
    expect(refusal({ [name]: 'x' }).message).toContain(suggestion);
  });

  it('says which of the public routes is wrong', () => {
    expect(refusal({ skip: ['/', '/public/*', 'about'] }).message).toMatch(/option "skip" takes .+, got "about"$/);
  });

  it('refuses an unknown option of the session', () => {
    expect(refusal({ session: { idleSecond: 5 } }).message).toBe(
      'oauth() session: option "idleSecond" is unknown. Did you mean "idleSeconds"?',
    );
  });

  it.each<[what: string, options: unknown]>([
    ['a secret that is too short', { secret: 'tellNobody' }],
    ['one of several secrets', { secret: [LONG_ENOUGH, 'tellNobody'] }],
    ['the password of a wrong Redis address', { redis: 'reddis://:tellNobody@localhost' }],
    ['the password of a base URL that must have none', { baseUrl: 'https://ada:tellNobody@app.example' }],
  ])('never says %s', (_what, options) => {
    const error = refusal(options);
    expect(error).toMatchObject({ code: 'ERR_OAUTH_CONFIG' });
    expect(allTextOf(error)).not.toContain('tellNobody');
  });

  it.each<[options: Record<string, unknown>, advice: RegExp]>([
    [{ redirectPath: '/' }, /The app itself answers "\/": give this route a path of its own/],
    [{ redirectPath: '//' }, /a path of its own/],
    [{ redirectPath: '/callback/' }, /Leave out the slash at its end: write "\/callback"/],
    [{ loginPath: '/a/b//' }, /Leave out the slash at its end: write "\/a\/b"/],
    [{ loginPath: 'login' }, /Begin it with a slash: write "\/login"/],
    [{ logoutPath: '/out?x=1' }, /Leave out the query and the fragment: write "\/out"/],
    [{ errorPath: '/a//b' }, /Leave out the empty part: write "\/a\/b"/],
    [{ errorPath: '/../a' }, /without "\.\."/],
    [{ redirectPath: '/:client' }, /It is no pattern/],
    [{ redirectPath: 'https://app.example/callback' }, /It is a path, not an address: write "\/callback"/],
    [{ backchannelLogoutPath: '/b/' }, /write "\/b"/],
    [{ frontchannelLogoutPath: '/f/' }, /write "\/f"/],
    [{ mountPath: '/auth/' }, /Leave out the slash at its end: write "\/auth"/],
    [{ mountPath: 'auth' }, /Begin it with a slash: write "\/auth"/],
    [{ baseUrl: 'app.example' }, /Begin it with https:\/\//],
    [{ baseUrl: 'https://app.example/x?y=1#z' }, /write "https:\/\/app\.example\/x"/],
    [{ baseUrl: 'https://ada:tellNobody@app.example' }, /Leave out user and password/],
  ])('says why, and what to write: %j', (options, advice) => {
    const error = refusal(options);
    expect(error.message).toMatch(advice);
    expect(error).toMatchObject({ hint: expect.stringMatching(advice) });
  });

  it.each([
    'redis://:tellNobody%ss@localhost:6379',
    'redis://tellNobody%zz:x@localhost:6379',
    'redis://:tellNobody#x@localhost:6379',
    'redis://ada:12#tellNobody@localhost',
    'redis://ada:12?tellNobody@localhost',
    'redis://ada:12/tellNobody@localhost',
    'redis://:tellNobody?x@localhost',
    'redis://:tellNobody/x@localhost',
    'redis://:tell@Nobody/x@localhost',
    'redis://localhost/tellNobody',
    'redis://localhost/0#tellNobody',
  ])('has a Redis address percent-encoded, and shows nothing of it: %s', (redis) => {
    const error = refusal({ redis });
    expect(error).toMatchObject({ name: 'ConfigurationError', code: 'ERR_OAUTH_CONFIG' });
    expect(error.message).toMatch(/^oauth\(\): option "redis" takes .* Percent-encode the user and the password/);
    expect(allTextOf(error)).not.toMatch(/tell|Nobody/);
  });

  it.each([
    'redis://localhost',
    'rediss://ada:p%23%25%40%2F@localhost:6380/2?family=6',
    'redis://:a@b@localhost/',
    'redis://[::1]:6379',
  ])('takes the Redis address %s', (redis) => {
    const auth = oauth(express(), client, { redis, secret: LONG_ENOUGH });
    expect(() => auth.close()).not.toThrow();
  });

  it.each<[app: unknown]>([[undefined], [{}], ['app'], [() => undefined], [5]])('refuses %p as the app', (app) => {
    expect(() => oauth(app as null, client)).toThrow(/^oauth\(\) takes an Express app, a router or null first, got /);
  });

  it.each<[given: unknown]>([[undefined], [null], [{}], ['google'], [[]], [[client, null]], [() => client]])(
    'refuses %p as the client',
    (given) => {
      expect(() => oauth(express(), given as typeof client)).toThrow(/^oauth\(\) takes a client/);
    },
  );

  it('refuses two clients of one name', () => {
    expect(() => oauth(express(), [client, oidc({ issuer: 'https://other.example', clientId: 'app' })])).toThrow(
      /two clients have the name "oidc"/,
    );
  });

  it.each<[what: string, options: OAuthOptions]>([
    ['login and logout', { loginPath: '/a', logoutPath: '/a' }],
    ['the redirect and the default of the error page', { redirectPath: '/error' }],
    ['paths that differ in case only, which Express does not tell apart', { loginPath: '/a', redirectPath: '/A' }],
  ])('refuses the same path for two routes: %s', (_what, options) => {
    expect(() => oauth(express(), client, options)).toThrow(/path/i);
  });

  it.each<[what: string, options: OAuthOptions, words: string]>([
    [
      'two stores',
      { redis: 'redis://localhost', records: new MemoryRecords(Date.now), secret: LONG_ENOUGH },
      '"records"',
    ],
    ['an idle limit beyond the absolute one', { session: { idleSeconds: 61, absoluteSeconds: 60 } }, '"idleSeconds"'],
    ['a path where a client has its own', { logoutPath: '/login/oidc' }, '"/login/oidc"'],
    ['a path below the redirect URI', { redirectPath: '/a', errorPath: '/A/oidc' }, '"/a/oidc"'],
    ['a mount path for what is mounted', { mountPath: '/auth' }, '"mountPath"'],
  ])('refuses contradicting options: %s', (_what, options, words) => {
    expect(refusal(options)).toMatchObject({ code: 'ERR_OAUTH_CONFIG', message: expect.stringContaining(words) });
  });

  it('accepts every option', () => {
    const options: OAuthOptions = {
      baseUrl: 'https://app.example:8443/shop/',
      secret: ['x'.repeat(32), LONG_ENOUGH],
      redisPrefix: '',
      redisTimeoutMs: 1,
      records: new MemoryRecords(Date.now),
      skip: ['/', '/public/*', '/users/*/avatar', '/*', '/a.b-c~d', '/caf\u00E9', /\/docs\/.+/i, () => true],
      session: { idleSeconds: 1, absoluteSeconds: 365 * 86_400, cookieName: 'my.sid-1' },
      loginPath: '/auth/in',
      redirectPath: '/auth/back',
      logoutPath: '/auth/out',
      errorPath: '/auth/error',
      providerLogout: false,
      clock: Date.now,
      dangerously: [allowMemoryInProduction],
      getAuth: () => true,
    };
    expect(() => oauth(express(), client, options)).not.toThrow();
    expect(() => oauth(express.Router(), client)).not.toThrow();
    expect(() => oauth(null, [client])).not.toThrow();
  });
});

describe('oauth() in production', () => {
  function production() {
    const app = express();
    app.set('env', 'production');
    return app;
  }

  it('refuses to keep sessions in memory without an explicit opt-in', () => {
    const options = { baseUrl: 'https://app.example', secret: LONG_ENOUGH };
    expect(() => oauth(production(), client, options)).toThrow(/option "redis" is required in production/);
    expect(() => oauth(production(), client, { ...options, dangerously: [allowMemoryInProduction] })).not.toThrow();
  });

  it('refuses to derive its own address from the Host header', () => {
    expect(() => oauth(production(), client, { dangerously: [allowMemoryInProduction] })).toThrow(
      /option "baseUrl" is required in production/,
    );
  });

  it('refuses to make up a secret for a store that outlives the process', () => {
    const records = new MemoryRecords(Date.now);
    expect(() => oauth(production(), client, { baseUrl: 'https://app.example', records })).toThrow(
      /option "secret" is required/,
    );
  });

  describe('with NODE_ENV=production', () => {
    const before = process.env['NODE_ENV'];

    beforeEach(() => {
      process.env['NODE_ENV'] = 'production';
    });

    afterEach(() => {
      process.env['NODE_ENV'] = before;
    });

    it.each([
      ['an app whose setting "env" says otherwise', () => express().set('env', 'staging')],
      ['a router', () => express.Router()],
      ['no app', () => null],
    ])('%s is in production', (_name, make) => {
      const options = { baseUrl: 'https://app.example', secret: LONG_ENOUGH };
      expect(() => oauth(make(), client, options)).toThrow(/option "redis" is required in production/);
      expect(() => oauth(make(), client, { dangerously: [allowMemoryInProduction] })).toThrow(
        /option "baseUrl" is required in production/,
      );
    });
  });
});
