import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { skipper } from '../../../../src/http/guard/skip.js';
import type { SkipRule } from '../../../../src/http/guard/skip.js';
import { sendRaw } from '../../../support/raw-requests.js';
import { closeAll, judge, served } from './skip-judge.js';
import { appWith, ROUTING_SETTINGS } from './skip-settings.js';

afterAll(closeAll);

const RULES: readonly SkipRule[] = [
  '/',
  '/open',
  '/public/*',
  '/users/*/avatar',
  '/caf\u00E9',
  '/a.b',
  /\/docs\/.+/,
  /\/x|\/y/,
  /\/multi$/m,
  /\/i\/[a-z]+/i,
];

const NEVER = [
  // Paths that a file server reads as another path.
  '/public/.',
  '/public/%61',
  '/users/./avatar',
  '/./public/a',
  '/%70ublic/a',
  '/public/%2D',
  '/public/%7E',
  // A rule matches neither a prefix nor a part of itself.
  '/secret',
  '/publicsecret',
  '/public',
  '/publi',
  '/public.',
  '/public%20/a',
  '/openly',
  '/open/a',
  '/open.',
  '/ope',
  '/users',
  '/users/1',
  '/users/avatar',
  '/users/1/2/avatar',
  '/users/1/avatar/x',
  '/users/1/avatars',
  '/docs',
  '/docs/',
  '/docsx',
  '/secret/docs/a',
  '/secret/public/a',
  '/axb',
  '/caf',
  '/caf%C3',
  '/cafe',
  // A pattern matches whole paths, and so do its alternatives.
  '/x/secret',
  '/xy',
  '/secret/x',
  '/secret/y',
  '/y/secret',
  '/x%0a',
  '/multi%0a/secret',
  '/multi/secret',
  '/secret/multi',
  '/i/a1',
  '/i/',
  '/secret/i/a',
  // The query and the fragment do not matter.
  '/secret?/public/a',
  '/secret?x=/public/a',
  '/secret#/public/a',
  '/secret?#/public/a',
  '/secret;/public/a',
  '/secret%3f/public/a',
  '/secret%23/public/a',
  '/secret&/public/a',
  // Paths with more than one reading.
  '/public/../secret',
  '/public/..',
  '/public/a/../../secret',
  '/public/..;/secret',
  '/public/...',
  '/public/a..b',
  '/..',
  '/public/%2e%2e/secret',
  '/public/%2E%2E/secret',
  '/public/.%2e/secret',
  '/public/%2e/a',
  '/public/..%2fsecret',
  '/public/..%2Fsecret',
  '/public%2fa',
  '/public%2F..%2Fsecret',
  '/public/%2e%2e%2fsecret',
  '/public/\\..\\secret',
  '/public/..\\secret',
  '/public\\a',
  '/public/\\secret',
  '/public/..%5csecret',
  '/public/%5C..%5Csecret',
  '/public%5ca',
  '//public/a',
  '/public//a',
  '/public//secret',
  '///',
  '//',
  '//secret',
  '/public/a//',
  '/public/a%00',
  '/public/%00',
  '/public/a%23b',
  '/public/a#b',
  '/public/#',
  '/public/#/secret',
  '/public/a?x#y',
  '/open#',
  '/#',
  '/users/%2f/avatar',
  '/users/a%2fb/avatar',
  '/users/../avatar',
  '/users//avatar',
  '/docs/../secret',
  '/docs/%2e%2e/secret',
  '/docs/..%2fsecret',
  '/docs/\\secret',
  '/docs//secret',
  // Request targets that are a whole URL, or no path at all.
  'http://app.test/public/a',
  'http://x/public/a',
  'http://x/',
  'http://x/open',
  'https://app.test/public/a',
  'http:/public/a',
  'HTTP://X/public/a',
  'http://x/secret?/public/a',
  '*',
];

const ALWAYS = [
  '/',
  '/?',
  '/?x=1',
  '/open',
  '/open?x=../..//',
  '/open?/secret',
  '/public/a',
  '/public/a/b/c',
  '/public/a?x=%2f..',
  '/public/.hidden',
  '/public/a%20b',
  '/public/a;b',
  '/public/%',
  '/public/%zz',
  '/public/%252e%252e',
  '/users/1/avatar',
  '/users/%20/avatar',
  '/docs/a',
  '/docs/a/b',
  '/docs/a/',
  '/x',
  '/y',
  '/multi',
  '/i/a',
  '/i/ABC',
  '/caf%C3%A9',
  '/a.b',
];

describe.each(ROUTING_SETTINGS)('in $name', (setting) => {
  let says: (target: string) => Promise<string>;

  beforeAll(async () => {
    says = await judge(RULES, setting);
  });

  it.each(NEVER.map((target) => [target]))('%s is never public', async (target) => {
    expect(await says(target)).not.toBe('public');
  });

  it.each(ALWAYS.map((target) => [target]))('%s is public', async (target) => {
    expect(await says(target)).toBe('public');
  });

  it.each(['/OPEN', '/Public/a', '/PUBLIC/A', '/USERS/1/Avatar', '/A.B', '/CAF%C3%A9', '/caf%c3%a9'])(
    '%s is public only where case does not matter',
    async (target) => {
      expect(await says(target)).toBe(setting.caseSensitive ? 'guarded' : 'public');
    },
  );

  it.each(['/DOCS/a', '/X', '/Y'])('%s is not public by a pattern without the flag i', async (target) => {
    expect(await says(target)).toBe('guarded');
  });

  it.each(['/open/', '/users/1/avatar/', '/a.b/', '/caf%C3%A9/'])(
    '%s is public only where a slash at the end does not matter',
    async (target) => {
      expect(await says(target)).toBe(setting.strict ? 'guarded' : 'public');
    },
  );

  it.each<[rule: SkipRule, handler: string]>([
    ['/public/*', '/public'],
    ['/a/*/*', '/a/b'],
    [/\/wiki\/.*/, '/wiki'],
  ])('%s does not make the handler at %s public in another spelling', async (rule, handler) => {
    const app = appWith(setting);
    const isPublic = skipper([rule]);
    app.use((req, res, next) => (isPublic(req) ? next() : void res.send('[guarded]')));
    app.get(handler, (_req, res) => void res.send('[reached]'));
    const { port } = await served(app);
    for (const target of [handler, `${handler}/`, `${handler}?`, `${handler}/?x`])
      expect(await sendRaw(port, target)).not.toContain('[reached]');
  });

  it('a rule is about the whole path, also if the guard is mounted below a path', async () => {
    const below = await judge(['/area/public/*', '/area', '/public/a'], setting, '/area');
    for (const target of ['/area', '/area/public/a', '/area?x']) expect(await below(target)).toBe('public');
    for (const target of [
      '/area/secret',
      '/area/area/public/a',
      '/area/../public/a',
      '/area//public/a',
      '//area/public/a',
      '/area/public',
    ])
      expect(await below(target)).not.toBe('public');
    expect(await below('/public/a')).toBe('refused');
  });

  it('a path that an earlier middleware has rewritten is not public', async () => {
    const app = appWith(setting);
    const isPublic = skipper(['/public/*', '/old']);
    app.use((req, _res, next) => {
      if (req.url.startsWith('/old')) req.url = '/public/a';
      if (req.url === '/public/alias') req.url = '/secret';
      next();
    });
    app.use((req, res) => void res.send(isPublic(req) ? '[public]' : '[guarded]'));
    const { port } = await served(app);
    for (const target of ['/old', '/public/alias']) expect(await sendRaw(port, target)).toContain('[guarded]');
    expect(await sendRaw(port, '/public/b')).toContain('[public]');
  });
});
